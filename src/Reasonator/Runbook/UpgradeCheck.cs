using System.Net;
using System.Text.Json;
using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>Which trigger of the upgrade has fired, and what to change to.</summary>
/// <param name="Size">standard-1x or standard-2x; null where the dyno may stay.</param>
/// <param name="Plan">The database plan; null where it may stay.</param>
internal sealed record UpgradeCheck(string? Size, string? Plan)
{
    public const double SlowSeconds = 2;

    private const int BoxMb = 512;
    // Above this share of the box the platform's own needs leave no room for a peak.
    private const double FullShare = 0.8;
    // Half of what the queue admits: callers are close to being refused.
    private const int DeepQueue = 2048;

    public bool IsNeeded => Size is not null || Plan is not null;

    public static async Task<UpgradeCheck> RunAsync(Session session, bool firstCustomer, string? records, CancellationToken stop)
    {
        var app = await session.AppAsync(stop);
        var web = DynoStep.Web(await session.Platform.FormationAsync(session.App, stop));
        var seen = records is null ? null : KeepAliveRecords.Read(records, session.Environment);
        var (memory, queue) = await LoadAsync(session, app, web, stop);
        var slow = Slow(session, seen);
        var rows = await RowCount.ReadAsync(session, await session.Platform.ConfigAsync(session.App, stop), stop);
        SayOthers(session, firstCustomer, memory, queue, rows);

        var always = web is not null && !DynoStep.Is(web, "eco");
        // A dyno that never slept and is slow, full or behind needs the larger box; a sleeper needs to be kept awake.
        var large = memory > BoxMb * FullShare || queue > DeepQueue || (slow && always);
        var size = large ? "standard-2x" : firstCustomer || slow ? "standard-1x" : null;
        var database = rows > RowCount.Budget ? await AppSteps.FindDatabaseAsync(session, stop) : null;
        var plan = database is not null && database.Plan.Name == AppSteps.SmallDatabase ? AppSteps.LargeDatabase : null;
        return new UpgradeCheck(size is not null && web is not null && AtLeast(web, size) ? null : size, plan);
    }

    /// <summary>Whether the dyno is that large already.</summary>
    public static bool AtLeast(Formation web, string size) =>
        Prices.Dyno.GetValueOrDefault(web.Size, decimal.MaxValue) >= Prices.Dyno[size];

    private static bool Slow(Session session, KeepAliveRecords? seen)
    {
        switch (seen)
        {
            case null:
                session.Report.Found("no keep-alive records given: --records FILE takes the workflow's");
                return false;
            case { Probes: < KeepAliveRecords.Fewest }:
                session.Report.Found($"{seen.Probes} keep-alive records of {session.Environment} in the last day: too few for a 99th percentile");
                return false;
            default:
                session.Report.Found($"health p99 {seen.P99:0.00} s over {seen.Probes} probes in {seen.Span.TotalHours:0.0} h, limit {SlowSeconds:0} s: {(seen.P99 > SlowSeconds ? "FIRED" : "not fired")}");
                return seen.P99 > SlowSeconds;
        }
    }

    private static void SayOthers(Session session, bool firstCustomer, long? memory, long? queue, long? rows)
    {
        session.Report.Found($"first paid customer: {(firstCustomer ? "FIRED" : "not fired (--first-paid-customer says so)")}");
        session.Report.Found($"rows: {(rows is null ? "unknown, the database did not answer" : $"about {rows}, limit {RowCount.Budget}: {(rows > RowCount.Budget ? "FIRED" : "not fired")}")}");
        session.Report.Found($"memory peak {memory?.ToString() ?? "unknown"} MB of {BoxMb}, texts waiting {queue?.ToString() ?? "unknown"}");
    }

    private static async Task<(long? Memory, long? Queue)> LoadAsync(Session session, App app, Formation? web, CancellationToken stop)
    {
        if (app.WebUrl is null || web is not { Quantity: > 0 } || await ServiceToken.FindAsync(session, stop) is not { } token)
        {
            return (null, null);
        }

        var info = await session.Service(app.WebUrl, gated: false).InfoAsync(token, stop);
        return info.Status != HttpStatusCode.OK
            ? (null, null)
            : (Number(info.Json, "memory", "peak_mb"), Number(info.Json, "queue_depth", "interactive"));
    }

    private static long? Number(JsonElement json, string group, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(group, out var inner)
        && inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
