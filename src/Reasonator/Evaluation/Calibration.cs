namespace Reasonator.Evaluation;

/// <summary>One bin of confidences: its bounds are its number's share of [0, 1].</summary>
/// <param name="Count">Answers in it.</param>
/// <param name="Confidence">Their mean probability.</param>
/// <param name="Accuracy">The share of them that is right.</param>
internal sealed record CalibrationBin(int Count, double Confidence, double Accuracy);

/// <summary>Whether the model is right as often as it says it is.</summary>
internal static class Calibration
{
    public const int Bins = 15;

    /// <param name="answers">The probability of the label that was given, and whether it was right.</param>
    public static IReadOnlyList<CalibrationBin> Of(IReadOnlyList<(double Confidence, bool Right)> answers) =>
    [
        .. Enumerable.Range(0, Bins).Select(bin =>
        {
            var held = answers.Where(a => Math.Min((int)(a.Confidence * Bins), Bins - 1) == bin).ToList();
            return held.Count == 0 ? new CalibrationBin(0, 0, 0) : new CalibrationBin(held.Count, held.Average(a => a.Confidence), held.Average(a => a.Right ? 1.0 : 0));
        }),
    ];

    /// <summary>Expected calibration error: the mean distance of confidence from accuracy, each answer counting the same.</summary>
    public static double Error(IReadOnlyList<CalibrationBin> bins)
    {
        var total = bins.Sum(bin => bin.Count);
        return total == 0 ? 0 : bins.Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy)) / total;
    }
}
