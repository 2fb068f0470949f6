using Reasonator.Platform;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>Looks at everything and changes nothing. Lengths and presence are said, values never.</summary>
internal sealed class Verification(Session session)
{
    /// <summary>Compressed bytes; above it a boot takes long and the platform's limit comes near.</summary>
    public const long LargestSlug = 320L << 20;

    public static readonly string[] RequiredVars =
    [
        VaultOptions.HostVariable, VaultOptions.ProjectIdVariable, VaultOptions.ClientIdVariable, VaultOptions.ClientSecretVariable, ConfigVars.Label, ConfigVars.Flag,
    ];

    private static readonly string[] VaultOnly = [Secrets.ServiceTokenName, Secrets.PreviousServiceTokenName, Secrets.OperatorTokenName, Secrets.SentryDsnName];

    public async Task RunAsync(CancellationToken stop)
    {
        await SecretsAsync(stop);
        var app = await session.AppAsync(stop);
        var config = await session.Platform.ConfigAsync(session.App, stop);
        Check(app.Region.Name == AppSteps.Region, $"app {app.Name} in region {app.Region.Name}, owned by {AppSteps.Owner(app)}");
        Check(AppSteps.IsRight(await session.Platform.BuildpacksAsync(session.App, stop)), $"buildpack {AppSteps.Buildpack}");
        Config(config);
        var releases = await session.Platform.ReleasesAsync(session.App, stop);
        await CodeAsync(Releases.Current(releases), stop);
        await DatabaseAsync(config, stop);
        var domain = Array.Find(await session.Platform.DomainsAsync(session.App, stop), d => d.Hostname == session.Environment.Domain);
        Check(domain is not null, $"domain {session.Environment.Domain}{(domain is null ? " is not attached" : $", DNS target {DomainStep.Target(domain)}")}");
        if (domain is not null)
        {
            await DomainStep.CheckDnsAsync(session, domain, Releases.Current(releases) is not null, stop);
        }
    }

    private async Task SecretsAsync(CancellationToken stop)
    {
        var secrets = await RackSecrets.ReadAsync(session, stop);
        Check(secrets.HasFolder, $"vault folder {VaultPlace.Path} of {session.Environment}");
        foreach (var name in (string[])[Secrets.ServiceTokenName, Secrets.OperatorTokenName])
        {
            var length = secrets.Find(name)?.Length ?? 0;
            Check(length >= RackSecrets.TokenLength, $"{name}, {length} characters (wanted {RackSecrets.TokenLength})");
        }

        foreach (var name in (string[])[Secrets.SentryDsnName, Secrets.ModelShaName])
        {
            session.Report.Found($"{name}, {secrets.Find(name)?.Length ?? 0} characters");
        }

        foreach (var name in (string[])[Secrets.ServiceTokenName, Secrets.OperatorTokenName, Secrets.SentryDsnName])
        {
            Check(!secrets.IsShared(name), secrets.IsShared(name)
                ? $"{name} is the same in staging and prod: {secrets.Remedy(name)}"
                : $"{name} is not {session.Environment.Other}'s");
        }

        if (secrets.Find(Secrets.PreviousServiceTokenName) is not null)
        {
            session.Report.Warning($"{Secrets.PreviousServiceTokenName} is still accepted: end the rotation with ops rotate-token --env {session.Environment} --retire");
        }
    }

    private void Config(Dictionary<string, string> config)
    {
        foreach (var name in RequiredVars)
        {
            Check(config.ContainsKey(name), $"config var {name}, {config.GetValueOrDefault(name, "").Length} characters");
        }

        Check(config.GetValueOrDefault(ConfigVars.Label) == session.Environment.Label, $"{ConfigVars.Label} is {config.GetValueOrDefault(ConfigVars.Label, "not set")} (wanted {session.Environment.Label})");
        session.Report.Found($"{ConfigVars.Flag} is {(config.GetValueOrDefault(ConfigVars.Flag) is "0" or "1" ? config[ConfigVars.Flag] : "neither 0 nor 1")}; it gates the callers' surfaces, not this service");
        foreach (var name in VaultOnly.Where(config.ContainsKey))
        {
            session.Report.Wrong($"{name} is a config var: it belongs in the vault alone, and everybody with the app's config can read it here. Remove it and rotate it");
        }
    }

    private async Task CodeAsync(Release? release, CancellationToken stop)
    {
        if (release is null)
        {
            session.Report.Wrong($"no release: run ops deploy --env {session.Environment}");
            return;
        }

        var slug = await session.Platform.SlugAsync(session.App, release.Slug!.Id, stop);
        Check(slug.Size is null or < LargestSlug, $"release v{release.Version}, slug {(slug.Size is { } size ? $"{size >> 20} MB" : "of unknown size")} (limit {LargestSlug >> 20} MB)");
        var web = DynoStep.Web(await session.Platform.FormationAsync(session.App, stop));
        Check(web is { Quantity: > 0 }, web is null ? "no web process" : $"web={web.Quantity}:{web.Size}");
    }

    private async Task DatabaseAsync(IReadOnlyDictionary<string, string> config, CancellationToken stop)
    {
        var addon = await AppSteps.FindDatabaseAsync(session, stop);
        Check(addon is not null, addon is null ? "no database add-on" : $"add-on {addon.Plan.Name} ({addon.State})");
        if (await RowCount.ReadAsync(session, config, stop) is not { } rows)
        {
            session.Report.Warning("the rows were not counted: the database did not answer");
        }
        else if (rows >= RowCount.Warning)
        {
            session.Report.Warning($"about {rows} rows of {RowCount.Budget}: run ops upgrade-check --env {session.Environment}");
        }
        else
        {
            session.Report.Found($"about {rows} rows of {RowCount.Budget}");
        }
    }

    private void Check(bool right, string what)
    {
        if (right || session.IsRehearsal)
        {
            session.Report.Found(what);
        }
        else
        {
            session.Report.Wrong(what);
        }
    }
}
