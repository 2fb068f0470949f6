using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Inference.Runtime;

namespace Reasonator.Models;

/// <summary>Runs the golden texts through a loaded model: ready means proven, not loaded.</summary>
internal static class SelfTest
{
    /// <summary>
    /// Tokenizes and scores every golden text, and calls <paramref name="observe"/> with each run's tokens and time, so
    /// that admission starts with measured costs.
    /// </summary>
    /// <exception cref="ModelException">An id, a label or a logit is not the recorded one.</exception>
    public static void Run(LoadedModel model, byte[] golden, TimeProvider time, Action<int, TimeSpan> observe)
    {
        var number = 0;
        foreach (var line in Lines(golden))
        {
            number++;
            var expected = Parse(line, number);
            var tokens = model.Tokenize(expected.Text);
            if (!tokens.Ids.AsSpan().SequenceEqual(expected.Ids) || tokens.Truncated != expected.Truncated)
            {
                throw Failed(number, "its token ids are not the recorded ones; restore vocab.txt");
            }

            var started = time.GetTimestamp();
            var logits = model.Network.Infer(tokens);
            observe(tokens.Length, time.GetElapsedTime(started));
            Compare(model, expected, logits, number);
        }

        if (number == 0)
        {
            throw new ModelException("The golden file holds no text; restore it from the repository.");
        }
    }

    private static void Compare(LoadedModel model, GoldenText expected, Logits logits, int number)
    {
        var label = LabelOrder.Name(model.Labels.ToVerdict(logits).Label);
        if (label != expected.Label)
        {
            throw Failed(number, $"it is labelled {label} where {expected.Label} is recorded; the label order or the weights are not the manifest's");
        }

        float[] values = [logits.First, logits.Second, logits.Third];
        var tolerance = model.Manifest.Golden.Tolerance;
        for (var i = 0; i < values.Length; i++)
        {
            // Written so that NaN fails.
            if (!(Math.Abs(values[i] - expected.LogitsFp32[i]) <= tolerance))
            {
                throw Failed(number, $"logit {i} is {values[i]:F4} where {expected.LogitsFp32[i]:F4} ± {tolerance} is recorded; the weights are not the manifest's");
            }
        }
    }

    private static ModelException Failed(int number, string why) => new($"Self-test failed at golden text {number}: {why}.");

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static GoldenText Parse(ReadOnlyMemory<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, GoldenJson.Default.GoldenText) is { LogitsFp32.Length: 3 } golden
                ? golden
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ModelException($"Line {number} of the golden file is not a golden text; restore it from the repository.", e);
        }
    }
}

/// <summary>One line of the golden file.</summary>
internal sealed record GoldenText(string Text, int[] Ids, bool Truncated, string Label, double[] LogitsFp32);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GoldenText))]
internal sealed partial class GoldenJson : JsonSerializerContext;
