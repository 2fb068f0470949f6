namespace Reasonator.Batches;

/// <summary>A row of <c>batch_score_jobs</c>, with what its finished chunks say.</summary>
internal sealed record BatchRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Status { get; init; }

    public required int Total { get; init; }

    public required int Done { get; init; }

    public required int Failed { get; init; }

    public required long Tokens { get; init; }

    public required long TokensDone { get; init; }

    public int? NotRescorable { get; init; }

    /// <summary>UTC, as the two that follow.</summary>
    public required DateTime CreatedAt { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    /// <summary>Seconds since the first chunk was begun, by the database's clock.</summary>
    public double? SecondsRunning { get; init; }

    /// <summary>Items and tokens of unfinished batches that came before it.</summary>
    public required int ItemsAhead { get; init; }

    public required long TokensAhead { get; init; }

    public required byte[] BodySha256 { get; init; }

    /// <summary>The weights of the chunk that finished last.</summary>
    public string? ModelSha { get; init; }

    public required int Models { get; init; }

    public bool IsActive => Status is BatchStatus.Queued or BatchStatus.Running;
}
