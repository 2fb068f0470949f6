using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>Steps 1 to 6: from an empty account to an app that waits for its first deploy. Every step looks before it acts.</summary>
internal static class Bootstrap
{
    public static async Task RunAsync(Session session, BootstrapOptions options, SecretInput input, CancellationToken stop)
    {
        // Everything that can be refused, and everything a person is asked, comes before the first change.
        await Preconditions.AccountAsync(session, options.Team, stop);
        var secrets = await RackSecrets.ReadAsync(session, stop);
        secrets.RefuseShared();
        var there = await session.Platform.FindAppAsync(session.App, stop);
        AppSteps.Refuse(there, options);
        var config = await ConfigVars.ReadAsync(session, there, input, stop);
        var dsn = secrets.NewDsn(options.SentryDsnFile, input);

        var app = await AppSteps.EnsureAppAsync(session, there, options.Team, stop);
        await AppSteps.EnsureBuildpackAsync(session, stop);
        await AppSteps.EnsureDatabaseAsync(session, stop);
        await secrets.EnsureFolderAsync(stop);
        await secrets.EnsureTokenAsync(Secrets.ServiceTokenName, stop);
        await secrets.EnsureTokenAsync(Secrets.OperatorTokenName, stop);
        await secrets.EnsureDsnAsync(dsn, stop);
        await secrets.EnsurePinAsync(options.ModelSha, stop);
        // An identity that reads nothing never gets into the config, where it would turn a running service red.
        await config.ProveAsync(stop);
        await config.EnsureAsync(stop);
        var hasCode = await Releases.HasCodeAsync(session, stop);
        await DomainStep.EnsureAsync(session, hasCode, stop);
        await DynoStep.EnsureAsync(session, app, options.Dyno, hasCode, stop);
    }
}
