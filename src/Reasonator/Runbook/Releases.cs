using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>The app's releases, the newest first.</summary>
internal static class Releases
{
    /// <summary>Whether there is code to run.</summary>
    public static async Task<bool> HasCodeAsync(Session session, CancellationToken stop) => Current(await session.Platform.ReleasesAsync(session.App, stop)) is not null;

    /// <summary>The release that runs, or the newest one that can; null before the first build.</summary>
    public static Release? Current(Release[] releases) =>
        releases.FirstOrDefault(r => r.Current && IsGood(r)) ?? releases.FirstOrDefault(IsGood);

    /// <summary>The newest good release of other code than this slug's; null where there was none.</summary>
    public static Release? Before(Release[] releases, string slug) => Array.Find(releases, r => IsGood(r) && r.Slug!.Id != slug);

    private static bool IsGood(Release release) => release.Status == "succeeded" && release.Slug is not null;
}
