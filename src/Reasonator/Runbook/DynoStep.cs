using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>The dynos, which exist only after the first release: Eco where the owner may have it, else Basic.</summary>
internal static class DynoStep
{
    /// <summary>What a bootstrap does: what the operator names is made so, what runs by itself is left and told.</summary>
    /// <param name="session">Where.</param>
    /// <param name="app">Whose owner decides what may be.</param>
    /// <param name="asked">eco or basic, also to start again what was stopped; null leaves it.</param>
    /// <param name="hasCode">Whether there was a release.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task EnsureAsync(Session session, App app, string? asked, bool hasCode, CancellationToken stop)
    {
        var (allowed, reason) = Allowed(app);
        if (!hasCode)
        {
            session.Report.Manual($"no release yet, so no dynos: run ops deploy --env {session.Environment}; it will be one {allowed} dyno ({reason})");
            return;
        }

        var web = Web(await session.Platform.FormationAsync(session.App, stop));
        if (asked is not null && !(web is { Quantity: > 0 } && Is(web, asked)))
        {
            await SetAsync(session, web, asked, "as asked", stop);
        }
        else if (web is null or { Quantity: 0 })
        {
            session.Report.Found($"web=0: stopped on purpose; ops bootstrap --dyno {allowed} starts it again");
        }
        else
        {
            session.Report.Found($"web={web.Quantity}:{web.Size}{(Is(web, "basic") && allowed == "eco" ? $" ({reason}: ops bootstrap --dyno eco)" : "")}");
        }
    }

    /// <summary>After the first release: Eco where the owner may have it, Basic for a team's app.</summary>
    public static async Task StartAsync(Session session, App app, CancellationToken stop)
    {
        var (allowed, reason) = Allowed(app);
        var web = Web(await session.Platform.FormationAsync(session.App, stop));
        if (web is { Quantity: > 0 } && Is(web, allowed))
        {
            session.Report.Found($"web={web.Quantity}:{web.Size} ({reason})");
            return;
        }

        try
        {
            await SetAsync(session, web, allowed, reason, stop);
        }
        catch (RunbookException e)
        {
            // The release runs all the same, on what the platform gave it.
            session.Report.Warning($"{e.Message} Until then it is web={web?.Quantity}:{web?.Size}");
        }
    }

    public static Formation? Web(Formation[] formation) => Array.Find(formation, process => process.Type == "web");

    public static bool Is(Formation web, string size) => web.Size.Equals(size, StringComparison.OrdinalIgnoreCase);

    private static (string Size, string Reason) Allowed(App app) =>
        app.Team is null ? ("eco", "a personal app may have Eco") : ("basic", "a team's app may not have Eco");

    private static async Task SetAsync(Session session, Formation? web, string size, string reason, CancellationToken stop)
    {
        var quantity = Math.Max(1, web?.Quantity ?? 1);
        try
        {
            await session.Platform.ScaleAsync(session.App, quantity, size, stop);
        }
        catch (PlatformException e) when (size == "eco" && e.Status is 402 or 403 or 422)
        {
            throw new RunbookException($"{e.Message} Subscribe to Eco in the dashboard (Account, Billing: 5 USD a month for all Eco dynos) and run ops bootstrap --env {session.Environment} --dyno eco, or stay with --dyno basic.");
        }

        session.Report.Changed($"web={quantity}:{size} ({reason}), before {(web is null ? "none" : $"web={web.Quantity}:{web.Size}")}");
    }
}
