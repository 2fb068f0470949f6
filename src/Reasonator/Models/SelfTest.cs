using Reasonator.Inference.Runtime;

namespace Reasonator.Models;

/// <summary>Runs the golden texts through a loaded model: ready means proven, not loaded.</summary>
internal static class SelfTest
{
    /// <summary>
    /// Tokenizes and scores every golden text, on a thread of its own for every core, and calls <paramref name="observe"/> with each run's tokens and
    /// time, from several threads, so that admission starts with measured costs.
    /// </summary>
    /// <exception cref="ModelException">An id, a label, a logit or a probability is not the recorded one; of several, the first.</exception>
    public static void Run(LoadedModel model, byte[] golden, TimeProvider time, Action<int, TimeSpan> observe)
    {
        GoldenText[] texts = [.. GoldenText.ReadAll(golden)];
        var faults = new ModelException?[texts.Length];
        ModelThreads.ForEach(Order(texts), i =>
        {
            try
            {
                Check(model, texts[i], i + 1, time, observe);
            }
            catch (ModelException e)
            {
                faults[i] = e;
            }
        });
        if (faults.FirstOrDefault(fault => fault is not null) is { } first)
        {
            throw first;
        }
    }

    /// <summary>The longest first, so that no core waits for another at the end; before it some short ones, which page the weights in.</summary>
    private static int[] Order(GoldenText[] texts)
    {
        int[] order = [.. Enumerable.Range(0, texts.Length).OrderByDescending(i => texts[i].Text.Length)];
        return [.. order.TakeLast(Environment.ProcessorCount), .. order.SkipLast(Environment.ProcessorCount)];
    }

    /// <summary>
    /// Runs one golden text; its verdict, and the largest difference of what is recorded of it. Where only the ids are, it is
    /// not run and has no verdict.
    /// </summary>
    /// <exception cref="ModelException">It is not as recorded.</exception>
    public static (Verdict? Verdict, double Difference) Check(
        LoadedModel model, GoldenText expected, int number, TimeProvider time, Action<int, TimeSpan> observe)
    {
        var tokens = model.Tokenize(expected.Text);
        if ((expected.Ids is { } ids && !tokens.Ids.AsSpan().SequenceEqual(ids)) || (expected.Truncated is { } cut && tokens.Truncated != cut))
        {
            throw Failed(number, "its token ids are not the recorded ones; restore vocab.txt");
        }

        if (!expected.HasAnswer)
        {
            return (null, 0);
        }

        var started = time.GetTimestamp();
        var logits = model.Network.Infer(tokens);
        observe(tokens.Length, time.GetElapsedTime(started));
        var verdict = model.Labels.ToVerdict(logits);
        if (expected.Label is { } label && label != LabelOrder.Name(verdict.Label))
        {
            throw Failed(number, $"it is labelled {LabelOrder.Name(verdict.Label)} where {label} is recorded; the label order or the weights are not the manifest's");
        }

        return (verdict, Compare(Recorded(expected, logits, verdict), model.Manifest.Golden.Tolerance, number));
    }

    private static IEnumerable<(string What, double Actual, double? Expected)> Recorded(GoldenText golden, Logits logits, Verdict verdict) =>
    [
        ("logit 0", logits.First, golden.LogitsFp32?[0]),
        ("logit 1", logits.Second, golden.LogitsFp32?[1]),
        ("logit 2", logits.Third, golden.LogitsFp32?[2]),
        ("P(positive)", verdict.Positive, golden.Positive),
        ("P(negative)", verdict.Negative, golden.Negative),
        ("P(neutral)", verdict.Neutral, golden.Neutral),
    ];

    private static double Compare(IEnumerable<(string What, double Actual, double? Expected)> recorded, double tolerance, int number)
    {
        var largest = 0.0;
        foreach (var (what, actual, expected) in recorded)
        {
            // What was not recorded is not compared.
            var difference = Math.Abs(actual - (expected ?? actual));
            // Written so that NaN fails.
            if (expected is not null && !(difference <= tolerance))
            {
                throw Failed(number, $"{what} is {actual:F4} where {expected:F4} ± {tolerance} is recorded; the weights are not the manifest's");
            }

            largest = expected is null ? largest : Math.Max(largest, difference);
        }

        return largest;
    }

    private static ModelException Failed(int number, string why) => new($"Self-test failed at golden text {number}: {why}.");
}
