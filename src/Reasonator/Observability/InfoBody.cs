using System.ComponentModel;
using Reasonator.Caching;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Store;

namespace Reasonator.Observability;

/// <summary>The answer of <c>/v1/info</c>.</summary>
internal sealed record InfoBody
{
    public required string Status { get; init; }

    public required string Version { get; init; }

    public string? Commit { get; init; }

    public required string Environment { get; init; }

    [Description("FLAG_REASONATOR as set; it gates the callers' surfaces, nothing in this service.")]
    public string? Flag { get; init; }

    public required long UptimeSeconds { get; init; }

    [Description("Absent until the model has passed its self-test.")]
    public ModelInfo? Model { get; init; }

    public required Limits Limits { get; init; }

    [Description("Runs at the same time.")]
    public required int Workers { get; init; }

    public required QueueDepth QueueDepth { get; init; }

    public required CostInfo CostModel { get; init; }

    public required CacheStatistics Cache { get; init; }

    public required StoreStatus Store { get; init; }

    public required MemoryInfo Memory { get; init; }
}

/// <summary>What makes the scores.</summary>
internal sealed record ModelInfo(
    string Name,
    string Version,
    string Architecture,
    string Sha,
    string VocabularySha,
    string Fingerprint,
    IReadOnlyList<string> Labels,
    string Quantisation,
    int MaxTokens,
    string Source,
    string Revision,
    string Licence,
    string TrainingData)
{
    public static ModelInfo Of(LoadedModel model)
    {
        var m = model.Manifest;
        return new ModelInfo(
            m.Name, m.Version, m.Architecture, model.Sha, m.Vocabulary.Sha256, model.Fingerprint, m.Labels, m.Quantisation, m.MaxTokens, m.Source.Url, m.Source.Revision, m.Licence, m.TrainingData);
    }
}

/// <summary>What a caller may send.</summary>
internal sealed record Limits(int Items, int TextLength, int BodyBytes, int BatchItems, int BatchBodyBytes, int QueueCapacity, int DefaultWaitSeconds, int LongestWaitSeconds);

/// <summary>Measured seconds = per_run + per_token·n + per_token_squared·n² for a text of n tokens.</summary>
internal sealed record CostInfo(double PerRun, double PerToken, double PerTokenSquared, double MeanError);
