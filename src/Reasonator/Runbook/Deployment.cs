using System.Net;
using Reasonator.Hosting;
using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>Step 7: source → build → release → dynos → health. What does not turn green is rolled back.</summary>
internal sealed class Deployment(Session session, DeployOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken stop)
    {
        using var archive = Open();
        session.Report.Found($"source {archive.Commit}, version {archive.Version}");
        var app = await session.AppAsync(stop);
        if (options.RequireScopedKey)
        {
            await RequireScopedKeyAsync(stop);
        }

        var sha = await ExpectedAsync(archive, stop);
        var releases = await SettledAsync(stop);
        var start = session.Time.GetTimestamp();
        var running = Releases.Current(releases);
        if (running is not null && (await session.Platform.SlugAsync(session.App, running.Slug!.Id, stop)).Commit == archive.Commit)
        {
            session.Report.Found($"release v{running.Version} is of this commit already");
            await DynoStep.EnsureAsync(session, app, null, hasCode: true, stop);
            await AwaitHealthAsync(app, archive.Version, sha, null, stop);
            return;
        }

        var release = await ReleaseAsync(await new SourceBuild(session).RunAsync(archive, stop), stop);
        await (running is null ? DynoStep.StartAsync(session, app, stop) : DynoStep.EnsureAsync(session, app, null, hasCode: true, stop));
        if (!await AwaitHealthAsync(app, archive.Version, sha, start, stop))
        {
            await RollBackAsync(app, releases, release, stop);
        }
    }

    private SourceArchive Open()
    {
        try
        {
            return SourceArchive.Open(options.Source);
        }
        catch (RunbookException e) when (session.IsRehearsal)
        {
            session.Report.Warning(e.Message);
            return SourceArchive.Rehearsed();
        }
    }

    /// <summary>A key for deploys can release code and read no secret: config vars must be closed to it.</summary>
    private async Task RequireScopedKeyAsync(CancellationToken stop)
    {
        try
        {
            await session.Platform.ConfigAsync(session.App, stop);
        }
        catch (PlatformException e) when (e.Status == (int)HttpStatusCode.Forbidden)
        {
            session.Report.Found("HEROKU_API_KEY is scoped: it cannot read config vars");
            return;
        }

        if (!session.IsRehearsal)
        {
            throw new RunbookException("HEROKU_API_KEY can read the app's config vars, which a deploy needs not: mint one with heroku authorizations:create --scope read,write, and revoke this one.");
        }
    }

    private async Task<string?> ExpectedAsync(SourceArchive archive, CancellationToken stop)
    {
        var manifests = archive.Pin(session.Credentials.Find("MODEL") ?? ServiceOptions.EmbeddedModel);
        var sha = await ModelPin.ExpectedAsync(session, options.ModelSha, manifests, stop);
        if (sha is null)
        {
            session.Report.Warning("nothing pins the weights: any model_sha will do");
        }

        return sha;
    }

    /// <summary>The releases once none is under way any more.</summary>
    private async Task<Release[]> SettledAsync(CancellationToken stop)
    {
        var releases = await session.Platform.ReleasesAsync(session.App, stop);
        for (; Array.Exists(releases, release => release.Status == "pending"); releases = await session.Platform.ReleasesAsync(session.App, stop))
        {
            await Task.Delay(Pause, session.Time, stop);
        }

        return releases;
    }

    private async Task<Release> ReleaseAsync(Build build, CancellationToken stop)
    {
        var release = await Releases.EndAsync(session, await session.Platform.ReleaseAsync(session.App, build.Release!.Id, stop), stop);
        session.Report.Changed($"release v{release.Version}");
        return release;
    }

    /// <param name="app">Its own address is asked: no gate stands before it, and the domain may not lead here yet.</param>
    /// <param name="version">What health must show.</param>
    /// <param name="sha">The weights that must answer; null for any.</param>
    /// <param name="start">Before the build; a process older than that is not the new one. Null where none is new.</param>
    /// <param name="stop">Ends it.</param>
    private async Task<bool> AwaitHealthAsync(App app, string version, string? sha, long? start, CancellationToken stop)
    {
        if (DynoStep.Web(await session.Platform.FormationAsync(session.App, stop)) is { Quantity: 0 } || app.WebUrl is null)
        {
            session.Report.Warning("web=0: nothing runs, so health was not asked");
            return true;
        }

        var answer = await session.Service(app.WebUrl, gated: false).AwaitAsync(a => IsRight(a) || session.IsRehearsal, options.Deadline, Pause, stop);
        if (IsRight(answer) || session.IsRehearsal)
        {
            session.Report.Found($"health 200, version {version}, model_sha {sha ?? "unpinned"}, up for {answer.Number("uptime_seconds")} s");
            return true;
        }

        session.Report.Wrong($"health is not as it must be after {options.Deadline.TotalSeconds:0} s: {answer.Summary}, version {answer.Text("version") ?? "none"} (wanted {version}), model_sha {answer.Text("model_sha") ?? "none"} (wanted {sha ?? "any"})");
        return false;

        bool IsRight(ServiceAnswer a) => a.Status == HttpStatusCode.OK && a.Text("version") == version && (sha is null || a.Text("model_sha") == sha)
            && (start is null || a.Number("uptime_seconds") <= session.Time.GetElapsedTime(start.Value).TotalSeconds);
    }

    private async Task RollBackAsync(App app, Release[] before, Release bad, CancellationToken stop)
    {
        if (Releases.Before(before, bad.Slug?.Id ?? "") is not { } good)
        {
            session.Report.Manual("this was the first release, so there is none to go back to: docs/incident.md says what each reason of health means");
            return;
        }

        await Rollback.ToAsync(session, app, good, options.Deadline, stop);
    }
}
