using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>A build of a source archive by the platform, followed to its end.</summary>
internal sealed class SourceBuild(Session session)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(30);

    /// <exception cref="RunbookException">It failed, or another one is under way.</exception>
    public async Task<Build> RunAsync(SourceArchive archive, CancellationToken stop)
    {
        var build = await UnderWayAsync(archive, stop) ?? await StartAsync(archive, stop);
        await FollowAsync(build.OutputStreamUrl, stop);
        for (var start = session.Time.GetTimestamp(); build.Status == "pending"; build = await session.Platform.BuildAsync(session.App, build.Id, stop))
        {
            if (session.Time.GetElapsedTime(start) > LongestBuild)
            {
                throw new RunbookException($"Build {build.Id} is still pending after {LongestBuild.TotalMinutes:0} minutes: look at it in the dashboard, then run the command again.");
            }

            await Task.Delay(Pause, session.Time, stop);
        }

        return build.Status == "succeeded" && build.Release is not null
            ? build
            : throw new RunbookException($"Build {build.Id} {build.Status}: its log above says why. What ran before runs on.");
    }

    /// <summary>A build that an earlier run of this verb started, before it broke off.</summary>
    private async Task<Build?> UnderWayAsync(SourceArchive archive, CancellationToken stop)
    {
        var build = Array.Find(await session.Platform.BuildsAsync(session.App, stop), build => build.Status == "pending");
        if (build is null)
        {
            return null;
        }

        if (build.SourceBlob?.Version != archive.Commit)
        {
            throw new RunbookException($"Build {build.Id} of another commit is under way: wait for its end, then run the command again.");
        }

        session.Report.Found($"build {build.Id} of this commit is under way");
        return build;
    }

    private async Task<Build> StartAsync(SourceArchive archive, CancellationToken stop)
    {
        var source = await session.Platform.CreateSourceAsync(stop);
        await UploadAsync(source.PutUrl, archive.Path, stop);
        var build = await session.Platform.CreateBuildAsync(session.App, source, archive.Sha256, archive.Commit, stop);
        session.Report.Changed($"build {build.Id} started");
        return build;
    }

    private async Task UploadAsync(Uri url, string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(file) };
        // The address is signed for a request without a type.
        request.Content.Headers.ContentType = null;
        request.Content.Headers.ContentLength = file.Length;
        using var silence = new CancellationTokenSource(LongestUpload, session.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        try
        {
            using var answer = await session.Plain().SendAsync(request, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new RunbookException($"The source archive was not taken ({(int)answer.StatusCode}): run the command again.");
            }
        }
        catch (Exception e) when (IsBroken(e, stop))
        {
            throw new RunbookException("The upload of the source archive broke off: run the command again.");
        }
    }

    /// <summary>Shows the build's log; a log that breaks off stops nothing, since the build's state is asked for anyway.</summary>
    private async Task FollowAsync(Uri? log, CancellationToken stop)
    {
        if (log is null)
        {
            return;
        }

        using var silence = new CancellationTokenSource(LongestBuild, session.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        try
        {
            using var answer = await session.Plain().GetAsync(log, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            using var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(patience.Token));
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                session.Report.Log(line);
            }
        }
        catch (Exception e) when (IsBroken(e, stop))
        {
            session.Report.Warning("the build's log broke off; the build goes on");
        }
    }

    private static bool IsBroken(Exception fault, CancellationToken stop) =>
        fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested);
}
