using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>The texts that will prove a built model at every start, with the logits of its float graph.</summary>
internal sealed record GoldenTexts(IReadOnlyList<GoldenText> Kept, int Left, double LargestDifference)
{
    private const int Decimals = 5;

    /// <summary>Runs texts through both graphs; one whose label quantisation changed cannot be golden and is left out.</summary>
    /// <param name="texts">What to run.</param>
    /// <param name="checkpoint">Tokenizer and label order.</param>
    /// <param name="reference">The float graph.</param>
    /// <param name="quantised">The graph that was built.</param>
    public static GoldenTexts Of(IReadOnlyList<string> texts, Checkpoint checkpoint, ISentimentModel reference, ISentimentModel quantised)
    {
        var labels = new LabelOrder(checkpoint.Config.LabelOrder);
        var kept = new List<GoldenText>();
        var largest = 0.0;
        foreach (var text in texts)
        {
            var tokens = checkpoint.Tokenizer.Encode(text, checkpoint.MaxTokens);
            var (expected, actual) = (reference.Infer(tokens), quantised.Infer(tokens));
            var label = labels.ToVerdict(expected).Label;
            if (labels.ToVerdict(actual).Label != label)
            {
                continue;
            }

            double[] logits = [.. Values(expected).Select(v => Math.Round(v, Decimals))];
            largest = Math.Max(largest, Values(actual).Zip(logits, (a, e) => Math.Abs(a - e)).Max());
            kept.Add(new GoldenText(text, tokens.Ids, tokens.Truncated, LabelOrder.Name(label), logits));
        }

        return new GoldenTexts(kept, texts.Count - kept.Count, largest);
    }

    /// <summary>Reads the field <c>text</c> of each line.</summary>
    /// <exception cref="ModelException">Not such a file.</exception>
    public static IReadOnlyList<string> ReadTexts(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException($"{path} is not a file of golden texts: give lines with a text, as JSON, by --golden.", e);
        }
    }

    public byte[] ToBytes() => [.. Kept.SelectMany(text => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(text, GoldenJson.Default.GoldenText), (byte)'\n'])];

    private static double[] Values(Logits logits) => [logits.First, logits.Second, logits.Third];
}
