namespace Reasonator.Runbook;

/// <summary>Stops the service and keeps everything: app, config, add-on and logs stay for 90 days at least. Nothing is ever destroyed.</summary>
internal static class Retirement
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public static async Task RunAsync(Session session, CancellationToken stop)
    {
        await session.AppAsync(stop);
        if ((await session.Platform.ConfigAsync(session.App, stop)).GetValueOrDefault(ConfigVars.Flag) == "0")
        {
            session.Report.Found($"{ConfigVars.Flag} 0");
        }
        else
        {
            await session.Platform.SetConfigAsync(session.App, new Dictionary<string, string> { [ConfigVars.Flag] = "0" }, stop);
            session.Report.Changed($"{ConfigVars.Flag} set to 0: the callers' surfaces go off with it, where they read it");
        }

        var web = DynoStep.Web(await session.Platform.FormationAsync(session.App, stop));
        if (web is null or { Quantity: 0 })
        {
            session.Report.Found("web=0");
        }
        else
        {
            web = DynoStep.Web(await session.Platform.ScaleAsync(session.App, 0, null, stop));
            session.Report.Changed("web=0: nothing runs any more");
        }

        // Counted from the platform's own date, so that asking again does not move it.
        var until = (web?.UpdatedAt ?? session.Time.GetUtcNow()) + Kept;
        session.Report.Manual($"keep the app until {until:yyyy-MM-dd} (90 days); destroying it after that needs the operator's written approval, and no command here does it");
        session.Report.Manual("remove the CNAME in Cloudflare, and disable rack-keep-alive.yml if both environments are retired; the database goes on costing until it is removed by hand");
    }
}
