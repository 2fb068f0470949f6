using Reasonator.Admission;
using Reasonator.Errors;
using Reasonator.Pipeline;

namespace Reasonator.Batches;

/// <summary>The routes of <c>/v1/batches</c>.</summary>
internal static class BatchEndpoints
{
    public static Task Submit(HttpContext context, BatchSubmission submission) => submission.SubmitAsync(context);

    public static Task Rescore(HttpContext context, Rescoring rescoring) => rescoring.BeginAsync(context);

    public static async Task Get(HttpContext context, Guid id, BatchTable table, CostModel costs, PipelineOptions pipeline) =>
        await AnswerAsync(context, await table.FindAsync(id, context.RequestAborted), costs, pipeline);

    public static async Task Cancel(HttpContext context, Guid id, BatchTable table, CostModel costs, PipelineOptions pipeline)
    {
        await table.CancelAsync(id, context.RequestAborted);
        await AnswerAsync(context, await table.FindAsync(id, context.RequestAborted), costs, pipeline);
    }

    public static Task Results(HttpContext context, Guid id, string? after, ResultStream results) => results.WriteAsync(context, id, after);

    public static Task WriteUnknownAsync(HttpContext context) =>
        context.WriteProblemAsync(ProblemKind.NotFound, "There is no such batch, or it has expired.");

    private static Task AnswerAsync(HttpContext context, BatchRow? row, CostModel costs, PipelineOptions pipeline)
    {
        context.Response.Headers.CacheControl = "no-store";
        return row is null ? WriteUnknownAsync(context) : TypedResults.Ok(BatchBody.Of(row, BatchEta.Of(row, costs, pipeline))).ExecuteAsync(context);
    }
}
