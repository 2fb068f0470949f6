using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reasonator.Batches;

/// <summary>A batch that has not ended.</summary>
internal sealed record OpenBatch
{
    public required Guid Id { get; init; }

    [AllowedValues("score", "rescore")]
    public required string Kind { get; init; }

    [AllowedValues(BatchStatus.Queued, BatchStatus.Running)]
    public required string Status { get; init; }

    [Description("Items.")]
    public required int Total { get; init; }

    [Description("Items that have their score.")]
    public required int Done { get; init; }

    [Description("Items that have an error instead.")]
    public required int Failed { get; init; }

    public required DateTime CreatedAt { get; init; }
}
