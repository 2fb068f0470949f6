using System.Text.Json;
using Reasonator.Formats;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// The texts that will prove a built model at every start. Of each the ids are recorded; of as many as a start can afford also
/// the label and the logits of the float graph, so that they are run.
/// </summary>
/// <param name="Lines">What the golden file says.</param>
/// <param name="Kept">Texts that both graphs give the same label.</param>
/// <param name="Left">Texts whose label quantisation changed.</param>
/// <param name="LargestDifference">Of a logit between the graphs, over every text that was kept.</param>
internal sealed record GoldenTexts(IReadOnlyList<GoldenText> Lines, int Kept, int Left, double LargestDifference)
{
    private const int Decimals = 5;

    /// <summary>
    /// Tokens of one run, and of all runs of a start. A BERT-base reads some thousand a second on a core, which decide how
    /// long a process is not ready (docs/decisions/0029-what-a-start-runs.md).
    /// </summary>
    private const int LongestRun = 96;
    private const int MostTokens = 384;

    /// <summary>Texts that are run at a start.</summary>
    public int Run => Lines.Count(text => text.HasAnswer);

    /// <summary>Runs texts through both graphs; one whose label quantisation changed cannot be golden and is left out.</summary>
    /// <param name="texts">What to run; of one longer than a start can afford, the first words.</param>
    /// <param name="checkpoint">Tokenizer and label order.</param>
    /// <param name="reference">The float graph.</param>
    /// <param name="quantised">The graph that was built.</param>
    public static GoldenTexts Of(IReadOnlyList<string> texts, Checkpoint checkpoint, ISentimentModel reference, ISentimentModel quantised)
    {
        var labels = new LabelOrder(checkpoint.Config.LabelOrder);
        var (whole, kept) = (new List<GoldenText>(), new List<GoldenText>());
        var largest = 0.0;
        foreach (var text in texts)
        {
            var beginning = Beginning(text, checkpoint);
            if (beginning != text)
            {
                var all = Encode(text, checkpoint);
                whole.Add(new GoldenText(text, all.Ids, all.Truncated));
            }

            var tokens = Encode(beginning, checkpoint);
            var (expected, actual) = (reference.Infer(tokens), quantised.Infer(tokens));
            var label = labels.ToVerdict(expected).Label;
            if (labels.ToVerdict(actual).Label != label)
            {
                continue;
            }

            double[] logits = [.. Values(expected).Select(v => Math.Round(v, Decimals))];
            largest = Math.Max(largest, Values(actual).Zip(logits, (a, e) => Math.Abs(a - e)).Max());
            kept.Add(new GoldenText(beginning, tokens.Ids, tokens.Truncated, LabelOrder.Name(label), logits));
        }

        return new GoldenTexts([.. Affordable(kept), .. whole], kept.Count, texts.Count - kept.Count, largest);
    }

    /// <summary>The longest text and then the labels in turn keep their answers, until the tokens are spent; the others keep their ids.</summary>
    private static IEnumerable<GoldenText> Affordable(IReadOnlyList<GoldenText> kept)
    {
        var turns = kept.GroupBy(text => text.Label).SelectMany(label => label.Select((text, turn) => (text, turn))).OrderBy(t => t.turn).Select(t => t.text);
        var run = new HashSet<GoldenText>();
        var tokens = 0;
        foreach (var text in kept.OrderByDescending(text => text.Ids!.Length).Take(1).Concat(turns).Distinct())
        {
            // What is too long by itself, a text without a space, must not keep the others from being run.
            if (tokens + text.Ids!.Length <= MostTokens)
            {
                tokens += text.Ids.Length;
                run.Add(text);
            }
        }

        return kept.Select(text => run.Contains(text) ? text : text with { Label = null, LogitsFp32 = null });
    }

    private static TokenSequence Encode(string text, Checkpoint checkpoint) => checkpoint.Tokenizer.Encode(text, checkpoint.MaxTokens);

    /// <summary>As many first words as a start can afford; a text that it can afford is its own beginning.</summary>
    private static string Beginning(string text, Checkpoint checkpoint)
    {
        var words = text.Split(' ');
        var count = words.Length;
        while (count > 1 && Encode(string.Join(' ', words[..count]), checkpoint).Length > LongestRun)
        {
            count--;
        }

        return string.Join(' ', words[..count]);
    }

    /// <summary>Reads the text of each row of a file.</summary>
    /// <exception cref="ModelException">Not such a file.</exception>
    public static IReadOnlyList<string> ReadTexts(string path)
    {
        try
        {
            return NamedFile.Read("--golden", path, "give a file of texts", file => new InputRows(path, new InputColumns()).Read(file).Select(row => row.RequireText()).ToList());
        }
        catch (FormatException e)
        {
            throw new ModelException(e.Message, e);
        }
    }

    public byte[] ToBytes() => [.. Lines.SelectMany(text => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(text, GoldenJson.Default.GoldenText), (byte)'\n'])];

    private static double[] Values(Logits logits) => [logits.First, logits.Second, logits.Third];
}
