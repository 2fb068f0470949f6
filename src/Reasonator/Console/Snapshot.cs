using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Reasonator.Batches;
using Reasonator.Caching;
using Reasonator.Observability;
using Reasonator.Store;

namespace Reasonator.OperatorConsole;

/// <summary>A line of <c>/v1/watch</c>: what this process is and does at a moment.</summary>
internal sealed record Snapshot
{
    public required DateTimeOffset At { get; init; }

    [AllowedValues("warming_up", "ok", "failed", "stalled", "draining")]
    public required string Status { get; init; }

    [Description("Why the service takes no work; absent while it warms up or is well.")]
    public string? Reason { get; init; }

    public required double UptimeSeconds { get; init; }

    public required string Version { get; init; }

    public string? Commit { get; init; }

    [AllowedValues("development", "staging", "production")]
    public required string Environment { get; init; }

    [Description("Passed by every model that is served; none: there is no such model yet.")]
    [AllowedValues("passed", "none")]
    public required string SelfTest { get; init; }

    [Description("In the stream's first line that has a model, and in none after it: a process never changes it.")]
    public ModelInfo? Model { get; init; }

    [Description("Runs at the same time.")]
    public required int Workers { get; init; }

    public required LaneState Interactive { get; init; }

    public required LaneState Batch { get; init; }

    [Description("The seconds that have ended since the line before; in the first line the last minute.")]
    public required IReadOnlyList<TrafficSecond> Seconds { get; init; }

    [Description("Of the last minute.")]
    public required StageQuantiles Latency { get; init; }

    public required CacheStatistics Cache { get; init; }

    public required CostInfo CostModel { get; init; }

    public required MemoryInfo Memory { get; init; }

    public required StoreStatus Store { get; init; }

    [Description("Batches that have not ended, the oldest twenty; absent without a database and while it does not answer.")]
    public IReadOnlyList<OpenBatch>? Batches { get; init; }

    [Description("The scores that were answered since the line before, the oldest first; in the first line the last hundred.")]
    public required IReadOnlyList<RecentEvent> Events { get; init; }
}

/// <summary>A lane of the queue.</summary>
internal sealed record LaneState([property: Description("Texts that wait.")] int Depth, [property: Description("Milliseconds that the oldest of them waits.")] double OldestWait);

/// <summary>A score that was answered; never the text.</summary>
internal sealed record RecentEvent(
    [property: Description("Counts from 1 since the start.")] long Number,
    DateTimeOffset At,
    [property: AllowedValues("positive", "negative", "neutral")] string Label,
    double Sentiment,
    int Tokens,
    bool Cached,
    [property: Description("The first 12 hex digits of the SHA-256 of the trimmed text's UTF-8.")] string Text,
    string RequestId,
    [property: AllowedValues("service", "operator")] string Caller)
{
    public static RecentEvent Of(RecentScore score) => new(
        score.Number,
        score.ScoredAt,
        score.Label,
        score.Sentiment,
        score.Tokens,
        score.Cached,
        Convert.ToHexStringLower(score.Text.ToBytes().AsSpan(0, 6)),
        score.RequestId,
        score.Caller);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Snapshot))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
