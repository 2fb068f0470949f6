using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reasonator.Drift;

/// <summary>The answer of <c>/v1/drift</c>.</summary>
internal sealed record DriftReport
{
    public required DriftDay Day { get; init; }

    public required DriftDay Against { get; init; }

    [Description("True when the days were scored by different weights: then a difference may be the model's.")]
    public required bool ModelsDiffer { get; init; }

    [Description("Total variation distance of the labels: the share that would have to change its label, 0 to 1.")]
    public double? LabelDistance { get; init; }

    [Description("How often chance alone would make the labels differ so much (chi-squared).")]
    public double? LabelChance { get; init; }

    [Description("Kolmogorov–Smirnov distance of the sentiments: the largest difference of their distributions, 0 to 1.")]
    public double? SentimentDistance { get; init; }

    [Description("The distance that chance alone exceeds once in a hundred, with so many scores.")]
    public double? SentimentByChance { get; init; }

    [Description("too_few scores to tell; none to see; slight: more than chance, and small; drift: more than chance, and large.")]
    [AllowedValues("too_few", "none", "slight", "drift")]
    public required string Verdict { get; init; }

    [Description("The verdict in words.")]
    public required string Statement { get; init; }

    public static DriftReport Of(DayScores day, DayScores against)
    {
        var model = day.Model;
        // The same weights on both days where the other day has enough of them.
        var other = against.Of(model).Count >= Distance.Least ? model : against.Model;
        var (now, then) = (day.Of(model), against.Of(other));
        var distance = Distance.Of(now, then);
        var differ = model is not null && other is not null && model != other;
        return new DriftReport
        {
            Day = DriftDay.Of(day, model),
            Against = DriftDay.Of(against, other),
            ModelsDiffer = differ,
            LabelDistance = distance?.Labels,
            LabelChance = distance?.LabelChance,
            SentimentDistance = distance?.Sentiment,
            SentimentByChance = distance?.SentimentByChance,
            Verdict = distance?.Verdict ?? "too_few",
            Statement = Say(distance, now.Count, then.Count) + (differ ? " The days were scored by different weights: a difference may be the model's." : ""),
        };
    }

    private static string Say(Distance? distance, int now, int then) => distance switch
    {
        null => $"Too few scores to tell: {now} and {then}, and a day needs {Distance.Least}.",
        { Verdict: "none" } => $"With {now} and {then} scores chance makes differences of this size.",
        { Verdict: "slight" } => $"The days differ by more than chance makes with {now} and {then} scores, and by less than a tenth of them.",
        _ => $"{distance.What} changed by more than a tenth, and by more than chance makes with {now} and {then} scores.",
    };
}

/// <summary>A day of one model's scores.</summary>
internal sealed record DriftDay
{
    public required DateOnly Day { get; init; }

    [Description("SHA-256 of the weights whose scores are counted: those of most scores, or where the other day has enough the same as there.")]
    public string? ModelSha { get; init; }

    [Description("Scores that are counted.")]
    public required int Scores { get; init; }

    [Description("Scores of other weights on that day, not counted.")]
    public required int OtherModels { get; init; }

    [Description("True when the day has more scores than were read: the latest are counted.")]
    public required bool IsSample { get; init; }

    public required LabelCounts Labels { get; init; }

    [Description("Absent where there are no scores.")]
    public double? MeanSentiment { get; init; }

    [Description("Scores by sentiment, in bars of a tenth from −1 to 1.")]
    public required IReadOnlyList<int> Histogram { get; init; }

    public static DriftDay Of(DayScores scores, string? model)
    {
        var tally = scores.Of(model);
        return new DriftDay
        {
            Day = scores.Day,
            ModelSha = model,
            Scores = tally.Count,
            OtherModels = scores.Count - tally.Count,
            IsSample = scores.IsSample,
            Labels = new LabelCounts(tally.Positive, tally.Negative, tally.Neutral),
            MeanSentiment = tally.Count == 0 ? null : tally.Sum / tally.Count,
            Histogram = tally.Histogram(),
        };
    }
}

internal sealed record LabelCounts(int Positive, int Negative, int Neutral);
