using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Scoring;

namespace Reasonator.Tracing;

/// <summary><c>GET /v1/scores</c>.</summary>
internal static class ScoresEndpoint
{
    public static async Task List(HttpContext context, ScoreTrace trace, Readiness readiness)
    {
        var faults = new RequestFaults();
        var filter = ScoreFilter.Read(context.Request.Query, faults);
        if (faults.Any)
        {
            await context.WriteFaultsAsync(faults);
        }
        else if (readiness.Model is not { } model)
        {
            // Nothing can be told stale before it is known from what.
            await context.WriteUnavailableAsync(readiness);
        }
        else
        {
            context.Response.Headers.CacheControl = "no-store";
            await TypedResults.Ok(await trace.ReadAsync(filter, model.Lineage, context.RequestAborted)).ExecuteAsync(context);
        }
    }
}
