using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>Steps 1 to 3: the app, its buildpack, its database.</summary>
internal static class AppSteps
{
    public const string Region = "us";
    public const string Stack = "heroku-24";
    public const string Buildpack = "heroku/dotnet";
    public const string SmallDatabase = "heroku-postgresql:essential-0";
    public const string LargeDatabase = "heroku-postgresql:essential-1";

    /// <exception cref="RunbookException">What is there, or what is asked for, cannot be.</exception>
    public static void Refuse(App? there, BootstrapOptions options)
    {
        if (there is not null && there.Region.Name != Region)
        {
            throw new RunbookException($"{there.Name} is in region {there.Region.Name}: this service belongs to {Region}, and a region cannot be changed. Rename or remove that app by hand.");
        }

        if (there is not null && options.Team is not null && there.Team?.Name != options.Team)
        {
            throw new RunbookException($"{there.Name} belongs to {Owner(there)}, not to the team {options.Team}: transfer it by hand, or name its owner.");
        }

        if (options.Dyno == "eco" && (options.Team ?? there?.Team?.Name) is { } team)
        {
            throw new RunbookException($"Eco dynos are for personal apps, and this is an app of the team {team}: give --dyno basic (7 USD a month each), or leave it out.");
        }
    }

    public static async Task<App> EnsureAppAsync(Session session, App? there, string? team, CancellationToken stop)
    {
        if (there is not null)
        {
            session.Report.Found($"app {there.Name} in region {there.Region.Name}, owned by {Owner(there)}");
            return there;
        }

        var app = await session.Platform.CreateAppAsync(session.App, Region, Stack, team, stop);
        session.Report.Changed($"app {app.Name} created in region {app.Region.Name}, owned by {Owner(app)}");
        return app;
    }

    public static async Task EnsureBuildpackAsync(Session session, CancellationToken stop)
    {
        var there = await session.Platform.BuildpacksAsync(session.App, stop);
        if (IsRight(there))
        {
            session.Report.Found($"buildpack {Buildpack}");
            return;
        }

        await session.Platform.SetBuildpackAsync(session.App, Buildpack, stop);
        session.Report.Changed($"buildpack set to {Buildpack}{(there.Length == 0 ? "" : $", before {string.Join(", ", there.Select(b => b.Buildpack.Name))}")}");
    }

    /// <summary>The platform writes the name plainly or as urn:buildpack:NAME.</summary>
    public static bool IsRight(BuildpackInstallation[] there) =>
        there is [var only] && (only.Buildpack.Name == Buildpack || only.Buildpack.Name == $"urn:buildpack:{Buildpack}");

    public static async Task EnsureDatabaseAsync(Session session, CancellationToken stop)
    {
        if (await FindDatabaseAsync(session, stop) is { } there)
        {
            session.Report.Found($"add-on {there.Plan.Name} ({there.State})");
            return;
        }

        var addon = await session.Platform.CreateAddonAsync(session.App, SmallDatabase, stop);
        session.Report.Changed($"add-on {addon.Plan.Name} created ({addon.State}; it takes some minutes, and sets DATABASE_URL by itself)");
    }

    public static async Task<Addon?> FindDatabaseAsync(Session session, CancellationToken stop) =>
        (await session.Platform.AddonsAsync(session.App, stop)).FirstOrDefault(addon => addon.Plan.Name.StartsWith("heroku-postgresql:", StringComparison.Ordinal));

    public static string Owner(App app) => app.Team is { } team ? $"the team {team.Name}" : "this account";
}
