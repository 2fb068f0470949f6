using System.Diagnostics;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Modeling;

namespace Reasonator.Bench;

/// <summary>
/// What quantisation does: labels and probabilities of models beside those of the float32 checkpoint over a file of texts, and
/// their speed beside the first one's, in interleaved rounds.
/// </summary>
internal static class Quantisation
{
    private const int SpeedTexts = 200;

    /// <param name="from">The checkpoint.</param>
    /// <param name="models">Folders of models, the first of them the one to compare speeds with.</param>
    /// <param name="texts">A text a line.</param>
    /// <param name="rounds">Rounds of the speed test.</param>
    public static int Run(string from, string[] models, string texts, int rounds)
    {
        var checkpoint = Checkpoint.Read(from);
        var folder = Directory.CreateTempSubdirectory("reasonator-float-").FullName;
        OnnxFiles.Write(BertGraph.Float(checkpoint.Config, checkpoint.Weights), folder);
        TokenSequence[] tokens = [.. File.ReadLines(texts).Select(text => checkpoint.Tokenizer.Encode(text, checkpoint.MaxTokens))];
        var labels = new LabelOrder(checkpoint.Config.LabelOrder);
        Verdict[] expected;
        using (var reference = OnnxSentimentModel.Load(Path.Combine(folder, OnnxFiles.Graph)))
        {
            expected = Verdicts(reference, tokens, labels);
        }

        Directory.Delete(folder, recursive: true);
        OnnxSentimentModel[] loaded = [.. models.Select(model => OnnxSentimentModel.Load(Path.Combine(model, OnnxFiles.Graph)))];
        foreach (var (model, name) in loaded.Zip(models))
        {
            var actual = Verdicts(model, tokens, labels);
            var agree = expected.Zip(actual).Count(p => p.First.Label == p.Second.Label);
            var difference = expected.Zip(actual).Average(p => Math.Abs(p.First.Positive - p.Second.Positive) + Math.Abs(p.First.Negative - p.Second.Negative) + Math.Abs(p.First.Neutral - p.Second.Neutral)) / 3;
            Console.WriteLine($"{name}: {agree} of {tokens.Length} labels as float32 ({(double)agree / tokens.Length:P2}), mean difference of a probability {difference:F4}");
        }

        CompareSpeeds(loaded, models, tokens[..Math.Min(SpeedTexts, tokens.Length)], rounds);
        return 0;
    }

    private static void CompareSpeeds(OnnxSentimentModel[] loaded, string[] models, TokenSequence[] tokens, int rounds)
    {
        var ratios = models.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            double[] seconds = [.. loaded.Select(model => Seconds(model, tokens))];
            for (var i = 0; i < seconds.Length && round > 0; i++)
            {
                ratios[i].Add(seconds[i] / seconds[0]);
            }
        }

        foreach (var (name, ratio) in models.Zip(ratios))
        {
            Console.WriteLine($"{name}: {ratio.Median():F3} of the first one's time a text (median of {rounds} rounds, {ratio.Min():F3} to {ratio.Max():F3})");
        }
    }

    private static double Seconds(OnnxSentimentModel model, TokenSequence[] tokens)
    {
        var clock = Stopwatch.StartNew();
        foreach (var text in tokens)
        {
            model.Infer(text);
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static Verdict[] Verdicts(OnnxSentimentModel model, TokenSequence[] tokens, LabelOrder labels) =>
        [.. tokens.AsParallel().AsOrdered().Select(text => labels.ToVerdict(model.Infer(text)))];
}
