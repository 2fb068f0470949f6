using Reasonator.Platform;
using Reasonator.Vault;
using Spectre.Console;

namespace Reasonator.Runbook;

/// <summary>What is there, what is missing, and what it will cost a month.</summary>
internal static class Plan
{
    public static async Task RunAsync(Session session, string? team, CancellationToken stop)
    {
        await Preconditions.AccountAsync(session, team, stop);
        var platform = session.Platform;
        var app = await platform.FindAppAsync(session.App, stop);
        Say(session, app is not null, $"app {session.App}");
        if (app is not null)
        {
            Say(session, AppSteps.IsRight(await platform.BuildpacksAsync(session.App, stop)), $"buildpack {AppSteps.Buildpack}");
            Say(session, Array.Exists(await platform.DomainsAsync(session.App, stop), d => d.Hostname == session.Environment.Domain), $"domain {session.Environment.Domain}");
            var config = await platform.ConfigAsync(session.App, stop);
            foreach (var name in Verification.RequiredVars)
            {
                Say(session, config.ContainsKey(name), $"config var {name}");
            }
        }

        await VaultAsync(session, stop);
        var database = app is null ? null : await AppSteps.FindDatabaseAsync(session, stop);
        Say(session, database is not null, "database add-on");
        var web = app is null ? null : DynoStep.Web(await platform.FormationAsync(session.App, stop));
        Say(session, web is { Quantity: > 0 }, "web dyno");
        Cost(session, team ?? app?.Team?.Name, web, database);
    }

    private static async Task VaultAsync(Session session, CancellationToken stop)
    {
        var secrets = await RackSecrets.ReadAsync(session, stop);
        foreach (var name in (string[])[Secrets.ServiceTokenName, Secrets.OperatorTokenName, Secrets.SentryDsnName, Secrets.ModelShaName])
        {
            Say(session, secrets.Find(name) is not null, $"secret {name}");
        }
    }

    private static void Say(Session session, bool isThere, string what)
    {
        if (isThere)
        {
            session.Report.Found(what);
        }
        else
        {
            session.Report.Missing(what);
        }
    }

    private static void Cost(Session session, string? team, Formation? web, Addon? database)
    {
        var size = web?.Size.ToLowerInvariant() ?? (team is null ? "eco" : "basic");
        var plan = database?.Plan.Name ?? AppSteps.SmallDatabase;
        var (dyno, data) = (Prices.Dyno.GetValueOrDefault(size) * Math.Max(1, web?.Quantity ?? 1), Prices.Database.GetValueOrDefault(plan));
        var pool = size == "eco" ? Prices.EcoPool : 0;
        var table = new Table().AddColumns("a month", "USD").Border(TableBorder.Ascii);
        table.AddRow($"{Math.Max(1, web?.Quantity ?? 1)} {size} dyno", $"{dyno}");
        if (pool > 0)
        {
            table.AddRow("Eco pool, once for all Eco dynos of the account", $"{pool}");
        }

        table.AddRow(plan, $"{data}");
        table.AddRow($"{session.Environment} in all", $"{dyno + pool + data}");
        session.Report.Table(table);
        session.Report.Manual(team is null
            ? $"Eco: {Prices.EcoPoolHours} hours a month for all Eco dynos together; two awake day and night need 1,440 to 1,488, and an empty pool stops both until the 1st. The keep-alive therefore runs in market hours only (about 420 hours for both)"
            : $"Eco is for personal apps: a dyno of the team {team} is Basic (7 USD, never sleeps), whatever the runbook's first version said");
        session.Report.Manual("heroku-postgresql:mini is gone; essential-0 (5 USD) takes its place. It has one owner role only, and 20 connections");
    }
}
