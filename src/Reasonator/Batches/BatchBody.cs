using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>A batch, as its routes answer it.</summary>
internal sealed record BatchBody
{
    public required Guid Id { get; init; }

    [Description("score, or rescore for one that was made of stale scores.")]
    [AllowedValues("score", "rescore")]
    public required string Kind { get; init; }

    [Description("failed: the model failed at every text. cancelled: what had run by then keeps its results.")]
    [AllowedValues(BatchStatus.Queued, BatchStatus.Running, BatchStatus.Done, BatchStatus.Failed, BatchStatus.Cancelled)]
    public required string Status { get; init; }

    [Description("Items.")]
    public required int Total { get; init; }

    [Description("Items that have their score.")]
    public required int Done { get; init; }

    [Description("Items that have an error instead.")]
    public required int Failed { get; init; }

    [Description("Of a rescoring: stale scores that are left as they are, because their text is not held.")]
    public int? NotRescorable { get; init; }

    [Description("SHA-256 of the weights that made the latest results; absent before the first. Every result tells its own.")]
    public string? ModelSha { get; init; }

    [Description("True when results of several weights are in it: the model was changed meanwhile.")]
    public bool? MixedModels { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    [Description("When its texts and results are deleted at the latest; safe for the first day.")]
    public DateTime? ExpiresAt { get; init; }

    [Description("Seconds until its end, as far as the work ahead and the measured speed tell.")]
    public int? EtaSeconds { get; init; }

    /// <param name="row">The batch.</param>
    /// <param name="eta">Seconds until its end; null where it has ended.</param>
    public static BatchBody Of(BatchRow row, int? eta) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Status = row.Status,
        Total = row.Total,
        Done = row.Done,
        Failed = row.Failed,
        NotRescorable = row.NotRescorable,
        ModelSha = row.ModelSha,
        MixedModels = row.Models > 1 ? true : null,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        ExpiresAt = row.FinishedAt?.AddDays(RowBudget.BatchDays),
        EtaSeconds = eta,
    };
}
