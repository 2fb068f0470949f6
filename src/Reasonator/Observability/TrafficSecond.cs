using System.ComponentModel;

namespace Reasonator.Observability;

/// <summary>What was answered within a second.</summary>
internal sealed record TrafficSecond
{
    [Description("Its beginning: seconds since 1970.")]
    public required long At { get; init; }

    [Description("Requests to score that were answered, whatever the answer was.")]
    public required int Requests { get; init; }

    [Description("Texts that were answered with a score or with their own error.")]
    public required int Texts { get; init; }

    [Description("Requests that were refused: 429, 503, 504.")]
    public required int Refused { get; init; }

    [Description("Requests that the caller has to mend: 400, 413, 415, or that it gave up.")]
    public required int Invalid { get; init; }

    [Description("Requests that failed: 500.")]
    public required int Failed { get; init; }

    [Description("Of the requests with scores: milliseconds that half of them did not exceed.")]
    public double? P50 { get; init; }

    [Description("Of the requests with scores: milliseconds that 99 of 100 did not exceed.")]
    public double? P99 { get; init; }
}

/// <summary>Milliseconds of the requests with scores of the last minute, by stage, within a fifth.</summary>
internal sealed record StageQuantiles(Quantiles Tokenize, Quantiles Queue, Quantiles Infer, Quantiles Total);

/// <summary>Milliseconds that half of the requests, and 99 of 100, did not exceed; absent where there was none.</summary>
internal sealed record Quantiles
{
    public double? P50 { get; init; }

    public double? P99 { get; init; }
}
