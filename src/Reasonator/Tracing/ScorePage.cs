using System.ComponentModel;

namespace Reasonator.Tracing;

/// <summary>Some of the stored scores.</summary>
internal sealed record ScorePage
{
    [Description("The newest first; of results that came together, in the order of their batch.")]
    public required IReadOnlyList<TracedScore> Scores { get; init; }

    [Description("Where there are more: ask again with it as after.")]
    public string? Next { get; init; }

    /// <param name="found">What is wanted, and one more where there is more.</param>
    /// <param name="limit">The most that a page holds.</param>
    public static ScorePage Of(List<TracedScore> found, int limit) =>
        found.Count > limit ? new ScorePage { Scores = found[..limit], Next = found[limit - 1].Id } : new ScorePage { Scores = found };
}
