using System.Net;
using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>Back to code that ran before; the config stays as it is now.</summary>
internal static class Rollback
{
    // The platform's own words for a rollback from the dashboard.
    private const string Description = "Rollback to";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <param name="session">Where.</param>
    /// <param name="version">The release to go back to; null for the newest good one of other code.</param>
    /// <param name="deadline">How long health may take.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(Session session, int? version, TimeSpan deadline, CancellationToken stop)
    {
        var app = await session.AppAsync(stop);
        var releases = await session.Platform.ReleasesAsync(session.App, stop);
        var current = Releases.Current(releases) ?? throw new RunbookException($"{session.App} has no release to go back from.");
        var target = version is null
            ? Releases.Before(releases, current.Slug!.Id)
            : Array.Find(releases, release => release.Version == version) ?? throw new RunbookException($"{session.App} has no release v{version} among its last {releases.Length}.");
        if (version is null && IsRollback(current))
        {
            // Once more would go forward again, to what was rolled back.
            session.Report.Found($"v{current.Version} is a rollback already ({current.Description}); --to VERSION goes elsewhere");
        }
        else if (target is null)
        {
            throw new RunbookException($"{session.App} has run no other code before v{current.Version}: deploy a repaired commit instead.");
        }
        else if (target.Slug is null)
        {
            throw new RunbookException($"v{target.Version} of {session.App} holds no code: name a release that does.");
        }
        else if (target.Slug.Id == current.Slug!.Id)
        {
            session.Report.Found($"v{current.Version} runs the code of v{target.Version} already");
        }
        else
        {
            await ToAsync(session, app, target, deadline, stop);
        }
    }

    public static async Task ToAsync(Session session, App app, Release target, TimeSpan deadline, CancellationToken stop)
    {
        var start = session.Time.GetTimestamp();
        var release = await session.Platform.ReleaseSlugAsync(session.App, target.Slug!.Id, $"{Description} v{target.Version}", stop);
        session.Report.Changed($"rolled back to v{target.Version}, as v{release.Version}");
        await Releases.EndAsync(session, release, stop);
        if (DynoStep.Web(await session.Platform.FormationAsync(session.App, stop)) is not { Quantity: > 0 })
        {
            session.Report.Warning("web=0: nothing runs, so health was not asked");
            return;
        }

        var answer = await session.Service(app.WebUrl!, gated: false).AwaitAsync(IsRight, deadline, Pause, stop);
        Action<string> say = IsRight(answer) ? session.Report.Found : session.Report.Wrong;
        say($"health after the rollback: {answer.Summary}");

        // A process older than the rollback is the one that goes.
        bool IsRight(ServiceAnswer a) => a.Status == HttpStatusCode.OK && a.Number("uptime_seconds") <= session.Time.GetElapsedTime(start).TotalSeconds;
    }

    private static bool IsRollback(Release release) => release.Description?.StartsWith(Description, StringComparison.OrdinalIgnoreCase) is true;
}
