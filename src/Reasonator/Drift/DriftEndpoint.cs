using Reasonator.Scoring;

namespace Reasonator.Drift;

/// <summary><c>GET /v1/drift</c>.</summary>
internal static class DriftEndpoint
{
    public static async Task Compare(HttpContext context, DriftTable table)
    {
        var faults = new RequestFaults();
        var (day, against) = DriftQuery.Read(context.Request.Query, await table.TodayAsync(context.RequestAborted), faults);
        if (faults.Any)
        {
            await context.WriteFaultsAsync(faults);
            return;
        }

        var (now, then) = await table.ReadAsync(day, against, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await TypedResults.Ok(DriftReport.Of(now, then)).ExecuteAsync(context);
    }
}
