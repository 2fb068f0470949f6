namespace Reasonator.Bench;

/// <summary>A straight line through samples: its slope, and the interval that holds the true one in 95 of 100 cases.</summary>
internal sealed record Trend(double Slope, double Low, double High)
{
    /// <summary>Blocks that the samples are cut into.</summary>
    // Neighbouring samples of a process's memory say the same thing; medians of blocks are nearly independent, and an
    // interval from all samples would be far too narrow.
    private const int Blocks = 20;

    // Student's t for 18 degrees of freedom, two-sided 95 %.
    private const double T = 2.101;

    /// <param name="samples">At least 20, in the order of X.</param>
    public static Trend Of(IReadOnlyList<(double X, double Y)> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Count, Blocks);
        var points = Enumerable.Range(0, Blocks).Select(block =>
        {
            var part = samples.Skip(samples.Count * block / Blocks).Take((samples.Count * (block + 1) / Blocks) - (samples.Count * block / Blocks)).ToList();
            return (X: part.Average(s => s.X), Y: part.Select(s => s.Y).Median());
        }).ToList();
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / spread;
        var residual = points.Sum(p => Math.Pow(p.Y - meanY - (slope * (p.X - meanX)), 2));
        var error = Math.Sqrt(residual / (Blocks - 2) / spread);
        return new Trend(slope, slope - (T * error), slope + (T * error));
    }
}
