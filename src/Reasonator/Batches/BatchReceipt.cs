using Reasonator.Admission;
using Reasonator.Errors;
using Reasonator.Pipeline;

namespace Reasonator.Batches;

/// <summary>What a submission is answered once it is stored, was stored before, or could not be.</summary>
internal sealed class BatchReceipt(BatchSignal signal, CostModel costs, PipelineOptions pipeline)
{
    /// <param name="context">The request.</param>
    /// <param name="row">The batch; null where there was no room.</param>
    /// <param name="hash">Of the request's body.</param>
    public async Task WriteAsync(HttpContext context, BatchRow? row, byte[] hash)
    {
        if (row is null)
        {
            await context.WriteProblemAsync(
                ProblemKind.StoreFull, "The row budget holds no more batches: nothing of this one was taken. Fetch results and cancel batches, wait for others to expire, or raise ROW_BUDGET.", retryAfter: 30);
        }
        else if (!row.BodySha256.AsSpan().SequenceEqual(hash))
        {
            await context.WriteProblemAsync(ProblemKind.IdempotencyKeyReused, "This Idempotency-Key was sent with another body before: use a new key for a new batch.");
        }
        else
        {
            signal.Set();
            context.Response.Headers.Location = $"/v1/batches/{row.Id}";
            await TypedResults.Json(BatchBody.Of(row, BatchEta.Of(row, costs, pipeline)), statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
        }
    }
}
