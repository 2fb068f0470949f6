using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>The dynos, which exist only after the first release: Eco where the owner may have it, else Basic.</summary>
internal static class DynoStep
{
    /// <param name="session">Where.</param>
    /// <param name="app">Whose owner decides.</param>
    /// <param name="asked">eco or basic as the operator says, also to start again what was stopped; null for what the owner allows.</param>
    /// <param name="hasCode">Whether there was a release.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task EnsureAsync(Session session, App app, string? asked, bool hasCode, CancellationToken stop)
    {
        var size = asked ?? (app.Team is null ? "eco" : "basic");
        var reason = asked is not null ? "as asked" : app.Team is null ? "a personal app may have Eco" : "a team's app may not have Eco";
        if (!hasCode)
        {
            session.Report.Manual($"no release yet, so no dynos: run ops deploy --env {session.Environment}; it will be one {size} dyno ({reason})");
            return;
        }

        var web = Web(await session.Platform.FormationAsync(session.App, stop));
        if (web is { Quantity: 0 } && asked is null)
        {
            session.Report.Found($"web=0: stopped on purpose; --dyno {size} starts it again");
        }
        else if (web is { Quantity: > 0 } && (Is(web, size) || (asked is null && IsUpgraded(web))))
        {
            session.Report.Found($"web={web.Quantity}:{web.Size}");
        }
        else
        {
            var quantity = Math.Max(1, web?.Quantity ?? 1);
            await ScaleAsync(session, quantity, size, stop);
            session.Report.Changed($"web={quantity}:{size} ({reason}), before {(web is null ? "none" : $"web={web.Quantity}:{web.Size}")}");
        }
    }

    public static Formation? Web(Formation[] formation) => Array.Find(formation, process => process.Type == "web");

    public static bool Is(Formation web, string size) => web.Size.Equals(size, StringComparison.OrdinalIgnoreCase);

    private static bool IsUpgraded(Formation web) => !Is(web, "eco") && !Is(web, "basic");

    private static async Task ScaleAsync(Session session, int quantity, string size, CancellationToken stop)
    {
        try
        {
            await session.Platform.ScaleAsync(session.App, quantity, size, stop);
        }
        catch (PlatformException e) when (size == "eco" && e.Status is 402 or 403 or 422)
        {
            throw new RunbookException($"{e.Message} Subscribe to Eco in the dashboard (Account, Billing: 5 USD a month for all Eco dynos), or run ops bootstrap --env {session.Environment} --dyno basic.");
        }
    }
}
