using Reasonator.Inference.Runtime;

namespace Reasonator.Models;

/// <summary>Runs the golden texts through a loaded model: ready means proven, not loaded.</summary>
internal static class SelfTest
{
    /// <summary>
    /// Tokenizes and scores every golden text, and calls <paramref name="observe"/> with each run's tokens and time, so
    /// that admission starts with measured costs.
    /// </summary>
    /// <exception cref="ModelException">An id, a label, a logit or a probability is not the recorded one.</exception>
    public static void Run(LoadedModel model, byte[] golden, TimeProvider time, Action<int, TimeSpan> observe)
    {
        var number = 0;
        foreach (var expected in GoldenText.ReadAll(golden))
        {
            Check(model, expected, ++number, time, observe);
        }
    }

    /// <summary>Runs one golden text; its verdict, and the largest difference of what is recorded of it.</summary>
    /// <exception cref="ModelException">It is not as recorded.</exception>
    public static (Verdict Verdict, double Difference) Check(
        LoadedModel model, GoldenText expected, int number, TimeProvider time, Action<int, TimeSpan> observe)
    {
        var tokens = model.Tokenize(expected.Text);
        if ((expected.Ids is { } ids && !tokens.Ids.AsSpan().SequenceEqual(ids)) || (expected.Truncated is { } cut && tokens.Truncated != cut))
        {
            throw Failed(number, "its token ids are not the recorded ones; restore vocab.txt");
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
