namespace Reasonator.Drift;

/// <summary>What one model's weights said on a day: labels, and the sentiments in narrow bins.</summary>
internal sealed class DayTally
{
    /// <summary>Each 0.005 wide: their distance is the distance of the sentiments themselves, to within what lies in one bin.</summary>
    public const int Bins = 400;

    private const int Bars = 20;

    private readonly int[] _bins = new int[Bins];

    public int Count { get; private set; }

    public int Positive { get; private set; }

    public int Negative { get; private set; }

    public int Neutral => Count - Positive - Negative;

    public double Sum { get; private set; }

    /// <summary>The share of the sentiments up to the end of each bin.</summary>
    public IEnumerable<double> Shares
    {
        get
        {
            var below = 0;
            foreach (var bin in _bins)
            {
                yield return (double)(below += bin) / Count;
            }
        }
    }

    /// <summary>The bin of a sentiment; the last one holds 1 too.</summary>
    public static int Bin(double sentiment) => Math.Clamp((int)Math.Floor((sentiment + 1) * (Bins / 2)), 0, Bins - 1);

    public void Add(string label, int bin, int count, double sum)
    {
        _bins[bin] += count;
        Count += count;
        Sum += sum;
        Positive += label == "positive" ? count : 0;
        Negative += label == "negative" ? count : 0;
    }

    /// <summary>Bars of a tenth each, from −1 to 1.</summary>
    public int[] Histogram() => [.. _bins.Chunk(Bins / Bars).Select(bar => bar.Sum())];
}
