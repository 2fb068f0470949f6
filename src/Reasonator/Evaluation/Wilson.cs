namespace Reasonator.Evaluation;

/// <summary>The 95 % interval of a share that was counted (Wilson's score interval): right for few rows and for shares near 0, too.</summary>
internal static class Wilson
{
    private const double Z = 1.959964;

    /// <param name="hits">How many of them.</param>
    /// <param name="of">Of how many; at least 1.</param>
    public static (double Low, double High) Interval(long hits, long of)
    {
        var (share, spread) = ((double)hits / of, Z * Z / of);
        var (centre, half) = (share + (spread / 2), Z * Math.Sqrt((share * (1 - share) / of) + (spread / of / 4)));
        return (Math.Max(0, (centre - half) / (1 + spread)), Math.Min(1, (centre + half) / (1 + spread)));
    }
}
