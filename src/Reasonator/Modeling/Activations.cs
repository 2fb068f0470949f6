using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// The largest |activation| of each input of the products that are smoothed, by site: those that read a normalised
/// layer, and the second of the feed-forward. Smoothing the attention's output gains nothing.
/// </summary>
internal static class Activations
{
    /// <summary>Recorded beside a checkpoint: <c>{"layers":{"0.qkv":[…],…}}</c>.</summary>
    public const string FileName = "activation_absmax.json";

    /// <summary>Reads what was recorded with the checkpoint.</summary>
    /// <exception cref="ModelException">Not such a file, or of another model.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(string path, BertWeights weights)
    {
        try
        {
            var layers = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("layers");
            return Sites(weights).ToDictionary(site => site.Name, site => layers.GetProperty(site.Name).EnumerateArray().Select(v => v.GetSingle()).ToArray() is var values
                && values.Length == site.Width && Array.TrueForAll(values, v => float.IsFinite(v) && v >= 0) ? values : throw new FormatException());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelException($"{path} does not hold the activations of this model: restore it, or remove it to have them measured.", e);
        }
    }

    /// <summary>Measures them over texts, on the float graph.</summary>
    /// <param name="folder">Where the graph was written, watched.</param>
    /// <param name="watched">The graph's output for each site.</param>
    /// <param name="weights">The model's weights, for their widths.</param>
    /// <param name="texts">Typical texts; an outlier that none of them shows will be clipped.</param>
    public static IReadOnlyDictionary<string, float[]> Measure(
        string folder, IReadOnlyDictionary<string, string> watched, BertWeights weights, IReadOnlyList<TokenSequence> texts)
    {
        var largest = Sites(weights).ToDictionary(site => site.Name, site => new float[site.Width]);
        // One thread: the same sums in the same order wherever it is built.
        using var options = OnnxSessions.Options();
        using var session = OnnxSessions.Open(Path.Combine(folder, OnnxFiles.Graph), options);
        using var run = new RunOptions();
        string[] sites = [.. largest.Keys];
        foreach (var text in texts)
        {
            using var ids = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(text.Ids, id => (long)id), [1, text.Length]);
            using var results = session.Run(run, [BertGraph.Ids], [ids], [.. sites.Select(site => watched[site])]);
            foreach (var (site, result) in sites.Zip(results))
            {
                Widen(largest[site], result.GetTensorDataAsSpan<float>());
            }
        }

        return largest;
    }

    private static IEnumerable<(string Name, int Width)> Sites(BertWeights weights) => weights.Layers.SelectMany((layer, l) => new[]
    {
        ($"{l}.qkv", layer.Query.Inputs),
        ($"{l}.1", layer.Up.Inputs),
        ($"{l}.2", layer.Down.Inputs),
    });

    private static void Widen(float[] largest, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            largest[i % largest.Length] = Math.Max(largest[i % largest.Length], Math.Abs(values[i]));
        }
    }
}
