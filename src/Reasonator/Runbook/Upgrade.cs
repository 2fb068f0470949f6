namespace Reasonator.Runbook;

/// <summary>From Eco or Basic to a Standard dyno, and to a larger database plan where the rows ask for it.</summary>
internal static class Upgrade
{
    /// <param name="session">Where.</param>
    /// <param name="size">standard-1x or standard-2x; null for what the check recommends.</param>
    /// <param name="plan">The database plan; null for what the check recommends.</param>
    /// <param name="check">What was found.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(Session session, string? size, string? plan, UpgradeCheck check, CancellationToken stop)
    {
        await DynoAsync(session, size ?? check.Size, stop);
        await DatabaseAsync(session, plan ?? check.Plan, stop);
    }

    private static async Task DynoAsync(Session session, string? size, CancellationToken stop)
    {
        var web = DynoStep.Web(await session.Platform.FormationAsync(session.App, stop))
            ?? throw new RunbookException($"{session.App} has no web process: run ops deploy --env {session.Environment} first.");
        if (size is null || DynoStep.Is(web, size))
        {
            session.Report.Found($"web={web.Quantity}:{web.Size}{(size is null ? ": no trigger has fired (--to changes it all the same)" : "")}");
            return;
        }

        // What was stopped stays stopped: a larger box is no wish to start it.
        await session.Platform.ScaleAsync(session.App, web.Quantity, size, stop);
        session.Report.Changed($"web={web.Quantity}:{size}, {Prices.Dyno[size]} USD a month a dyno, before {web.Size}; {(web.Quantity > 0 ? "the dyno restarts" : "none runs, and none was started")}");
    }

    private static async Task DatabaseAsync(Session session, string? plan, CancellationToken stop)
    {
        var addon = await AppSteps.FindDatabaseAsync(session, stop)
            ?? throw new RunbookException($"{session.App} has no database: run ops bootstrap --env {session.Environment}.");
        if (plan is null || addon.Plan.Name == plan)
        {
            session.Report.Found($"add-on {addon.Plan.Name}");
            return;
        }

        // Within a tier the platform changes the plan by itself; to another tier data is copied by hand (pg:copy).
        await session.Platform.ChangePlanAsync(session.App, addon.Id, plan, stop);
        session.Report.Changed($"add-on {plan}{(Prices.Database.TryGetValue(plan, out var price) ? $", {price} USD a month" : "")}, before {addon.Plan.Name}; under a minute of downtime at the change-over");
    }
}
