namespace Reasonator.Evaluation;

/// <summary>Whether two that answered the same texts differ by more than chance (McNemar's test, exact).</summary>
/// <param name="OnlyFirst">Texts that only the first got right.</param>
/// <param name="OnlySecond">Texts that only the second got right.</param>
internal sealed record McNemar(int OnlyFirst, int OnlySecond)
{
    /// <summary>The probability of a difference at least as large if both were equally good; two-sided binomial.</summary>
    public double P
    {
        get
        {
            var n = OnlyFirst + OnlySecond;
            var (tail, logChoose) = (0.0, 0.0);
            for (var k = 0; k <= Math.Min(OnlyFirst, OnlySecond); k++)
            {
                tail += Math.Exp(logChoose - (n * Math.Log(2)));
                logChoose += Math.Log(n - k) - Math.Log(k + 1);
            }

            return Math.Min(1, 2 * tail);
        }
    }

    public static McNemar Of(IEnumerable<(bool First, bool Second)> right)
    {
        var all = right.ToList();
        return new McNemar(all.Count(r => r.First && !r.Second), all.Count(r => r.Second && !r.First));
    }
}
