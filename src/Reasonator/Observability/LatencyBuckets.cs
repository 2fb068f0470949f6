namespace Reasonator.Observability;

/// <summary>
/// Times sorted into buckets of which each is a fifth wider than the one before, from an eighth of a millisecond to half a
/// minute: a quantile is told within that fifth, whatever its size, and buckets of several seconds add up.
/// </summary>
internal static class LatencyBuckets
{
    public const int Count = 73;

    private const double Least = 0.125;
    private const double AnOctave = 4;

    /// <summary>Where a time belongs.</summary>
    public static int Of(TimeSpan time) => time.TotalMilliseconds <= Least
        ? 0
        : (int)Math.Min(Count - 1, Math.Ceiling(Math.Log2(time.TotalMilliseconds / Least) * AnOctave));

    /// <summary>Milliseconds that a share of the times did not exceed; null where there are none.</summary>
    /// <param name="buckets">How many times are in each.</param>
    /// <param name="share">Between 0 and 1.</param>
    public static double? Quantile(ReadOnlySpan<int> buckets, double share)
    {
        var all = 0;
        foreach (var count in buckets)
        {
            all += count;
        }

        var left = share * all;
        for (var i = 0; i < Count && all > 0; i++)
        {
            if (left <= buckets[i])
            {
                return Math.Round(Least * Math.Pow(2, (i - 1 + (left / buckets[i])) / AnOctave), 3);
            }

            left -= buckets[i];
        }

        return null;
    }
}
