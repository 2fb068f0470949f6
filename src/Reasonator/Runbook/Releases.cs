using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>The app's releases, the newest first.</summary>
internal static class Releases
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Whether there is code to run.</summary>
    public static async Task<bool> HasCodeAsync(Session session, CancellationToken stop) => Current(await session.Platform.ReleasesAsync(session.App, stop)) is not null;

    /// <summary>The release that runs, or the newest one that can; null before the first build.</summary>
    public static Release? Current(Release[] releases) =>
        releases.FirstOrDefault(r => r.Current && IsGood(r)) ?? releases.FirstOrDefault(IsGood);

    /// <summary>The newest good release of other code than this slug's; null where there was none.</summary>
    public static Release? Before(Release[] releases, string slug) => Array.Find(releases, r => IsGood(r) && r.Slug!.Id != slug);

    /// <summary>The release once its phase is over.</summary>
    /// <exception cref="RunbookException">It did not end well.</exception>
    public static async Task<Release> EndAsync(Session session, Release release, CancellationToken stop)
    {
        for (; release.Status == "pending"; release = await session.Platform.ReleaseAsync(session.App, release.Id, stop))
        {
            await Task.Delay(Pause, session.Time, stop);
        }

        return release.Status == "succeeded"
            ? release
            : throw new RunbookException($"Release v{release.Version} {release.Status}: the release phase did not end well, heroku releases:output v{release.Version} says why. What ran before runs on.");
    }

    private static bool IsGood(Release release) => release.Status == "succeeded" && release.Slug is not null;
}
