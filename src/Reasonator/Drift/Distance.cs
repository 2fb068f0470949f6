using MathNet.Numerics;

namespace Reasonator.Drift;

/// <summary>How far two days are from each other, and how far chance alone brings days of so many scores.</summary>
internal sealed record Distance(double Labels, double LabelChance, double Sentiment, double SentimentByChance)
{
    /// <summary>Scores a day: with fewer even a large difference is often chance.</summary>
    public const int Least = 30;

    // Below it a difference that is not chance, of ten thousand scores for example, changes nothing for who reads the scores.
    private const double Large = 0.1;
    private const double Rare = 0.01;
    // Of the Kolmogorov distribution, at one in a hundred.
    private const double Critical = 1.628;

    private bool LabelsMoved => LabelChance < Rare;

    private bool SentimentMoved => Sentiment > SentimentByChance;

    public string Verdict => (LabelsMoved && Labels >= Large) || (SentimentMoved && Sentiment >= Large) ? "drift"
        : LabelsMoved || SentimentMoved ? "slight"
        : "none";

    /// <summary>What it is that moved far.</summary>
    public string What => (LabelsMoved && Labels >= Large, SentimentMoved && Sentiment >= Large) switch
    {
        (true, true) => "Labels and sentiment",
        (true, false) => "Labels",
        _ => "Sentiment",
    };

    /// <summary>Null where a day has too few scores.</summary>
    public static Distance? Of(DayTally now, DayTally then)
    {
        if (now.Count < Least || then.Count < Least)
        {
            return null;
        }

        (double Now, double Then)[] labels = [(now.Positive, then.Positive), (now.Negative, then.Negative), (now.Neutral, then.Neutral)];
        return new Distance(
            labels.Sum(l => Math.Abs((l.Now / now.Count) - (l.Then / then.Count))) / 2,
            Chance(labels, now.Count, then.Count),
            now.Shares.Zip(then.Shares, (a, b) => Math.Abs(a - b)).Max(),
            Critical * Math.Sqrt(((double)now.Count + then.Count) / ((double)now.Count * then.Count)));
    }

    /// <summary>
    /// The chi-squared test of two days and the labels that occur on either: one degree of freedom less than these. The chance is
    /// the upper tail Q(k/2, x/2) (NIST DLMF 8.2.4).
    /// </summary>
    private static double Chance((double Now, double Then)[] labels, double now, double then)
    {
        var (sum, degrees) = (0.0, -1);
        foreach (var (a, b) in labels.Where(label => label.Now + label.Then > 0))
        {
            degrees++;
            var share = (a + b) / (now + then);
            sum += (Math.Pow(a - (share * now), 2) / (share * now)) + (Math.Pow(b - (share * then), 2) / (share * then));
        }

        return degrees > 0 ? SpecialFunctions.GammaUpperRegularized(degrees / 2.0, sum / 2) : 1;
    }
}
