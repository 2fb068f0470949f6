using Reasonator.Admission;
using Reasonator.Pipeline;

namespace Reasonator.Batches;

/// <summary>When a batch will have ended: by its own speed once it has one, before that by what a run costs here.</summary>
internal static class BatchEta
{
    /// <summary>Whole seconds; null where it has ended.</summary>
    public static int? Of(BatchRow row, CostModel costs, PipelineOptions pipeline) => row switch
    {
        { IsActive: false } => null,
        { SecondsRunning: { } seconds, TokensDone: > 0 } => (int)Math.Ceiling(seconds * (row.Tokens - row.TokensDone) / row.TokensDone),
        _ => (int)Math.Ceiling(costs.Predict(Volume(row)) / pipeline.Workers),
    };

    /// <summary>As if all texts were of the same length.</summary>
    private static WorkVolume Volume(BatchRow row)
    {
        var (items, tokens) = (row.Total - row.Done - row.Failed + row.ItemsAhead, row.Tokens - row.TokensDone + row.TokensAhead);
        return new WorkVolume(items, tokens, items > 0 ? tokens * tokens / items : 0);
    }
}
