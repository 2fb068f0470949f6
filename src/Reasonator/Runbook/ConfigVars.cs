using Reasonator.Platform;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>Step 5: the app's config vars. The dyno gets an identity of its own that only reads, never the operator's.</summary>
internal sealed class ConfigVars
{
    public const string Label = "ENV";
    public const string Flag = "FLAG_REASONATOR";
    public const string DatabaseUrl = "DATABASE_URL";

    private readonly Session _session;
    private readonly IReadOnlyDictionary<string, string> _there;
    private readonly Dictionary<string, string> _wanted;

    private ConfigVars(Session session, IReadOnlyDictionary<string, string> there, Dictionary<string, string> wanted) =>
        (_session, _there, _wanted) = (session, there, wanted);

    /// <summary>What is set, and what shall be; asks for what only a person knows.</summary>
    /// <exception cref="RunbookException">The dyno's identity is missing, or somebody else's.</exception>
    public static async Task<ConfigVars> ReadAsync(Session session, App? app, SecretInput input, CancellationToken stop)
    {
        var there = app is null ? [] : await session.Platform.ConfigAsync(session.App, stop);
        var gate = session.Credentials.Gate;
        var wanted = new Dictionary<string, string>
        {
            [VaultOptions.HostVariable] = gate.Host.GetLeftPart(UriPartial.Authority),
            [VaultOptions.ProjectIdVariable] = session.Credentials.Require(VaultOptions.ProjectIdVariable, "copy the project's id from the vault"),
            [VaultOptions.ClientIdVariable] = Identity(session, there, input, session.Environment.DynoClientIdVariable, VaultOptions.ClientIdVariable),
            [VaultOptions.ClientSecretVariable] = Identity(session, there, input, session.Environment.DynoClientSecretVariable, VaultOptions.ClientSecretVariable),
            [Label] = session.Environment.Label,
            // What somebody has switched on stays on.
            [Flag] = there.GetValueOrDefault(Flag, "0"),
        };
        if (gate.AccessClientId is not null)
        {
            wanted[VaultOptions.AccessClientIdVariable] = gate.AccessClientId;
            wanted[VaultOptions.AccessClientSecretVariable] = gate.AccessClientSecret!;
        }

        await RefuseOthersAsync(session, wanted[VaultOptions.ClientIdVariable], stop);
        return new ConfigVars(session, there, wanted);
    }

    public async Task EnsureAsync(CancellationToken stop)
    {
        var missing = _wanted.Where(wanted => _there.GetValueOrDefault(wanted.Key) != wanted.Value).ToDictionary();
        if (missing.Count > 0)
        {
            // All at once: every change of config is a release and a restart.
            await _session.Platform.SetConfigAsync(_session.App, missing, stop);
        }

        foreach (var (name, value) in _wanted)
        {
            Action<string> say = missing.ContainsKey(name) ? _session.Report.Changed : _session.Report.Found;
            say($"config var {name}, {(name is Label or Flag or VaultOptions.HostVariable ? value : $"{value.Length} characters")}");
        }
    }

    /// <summary>Reads the secrets as the dyno will: its identity, through the gate.</summary>
    /// <exception cref="VaultException">The dyno would not get them.</exception>
    public async Task ProveAsync(CancellationToken stop)
    {
        using var client = new VaultClient(
            new VaultOptions
            {
                Host = _session.Credentials.Gate.Host,
                ProjectId = _wanted[VaultOptions.ProjectIdVariable],
                ClientId = _wanted[VaultOptions.ClientIdVariable],
                ClientSecret = _wanted[VaultOptions.ClientSecretVariable],
                AccessClientId = _session.Credentials.Gate.AccessClientId,
                AccessClientSecret = _session.Credentials.Gate.AccessClientSecret,
                Environment = _session.Environment.Name,
            },
            _session.Time,
            handler: _session.Rehearsed);
        var secrets = await client.ReadAsync(stop);
        _session.Report.Found($"the dyno's identity reads {string.Join(", ", secrets.Names)}");
        if (secrets.Masked.Count > 0)
        {
            _session.Report.Warning($"the vault hides {string.Join(", ", secrets.Masked)} from the dyno's identity: give it ReadValue");
        }
    }

    private static string Identity(Session session, IReadOnlyDictionary<string, string> there, SecretInput input, string variable, string name)
    {
        var value = session.Credentials.Find(variable) ?? there.GetValueOrDefault(name) ?? input.Ask($"{variable}, the dyno's read-only identity");
        return value ?? (session.IsRehearsal
            ? ""
            : throw new RunbookException($"{variable} is not set: create a machine identity in the vault that may only read {VaultPlace.Path} of {session.Environment}, and export it, or run this at a terminal, which asks for it."));
    }

    private static async Task RefuseOthersAsync(Session session, string clientId, CancellationToken stop)
    {
        if (clientId.Length > 0 && clientId == session.Credentials.Find(VaultOptions.ClientIdVariable))
        {
            throw new RunbookException($"The dyno's identity is the operator's own (INFISICAL_CLIENT_ID): give the dyno one of its own in {session.Environment.DynoClientIdVariable}, that may only read.");
        }

        var other = session.Environment.Other;
        var theirs = session.Credentials.Find(other.DynoClientIdVariable)
            ?? (await session.Platform.FindAppAsync(other.App, stop) is null ? null : (await session.Platform.ConfigAsync(other.App, stop)).GetValueOrDefault(VaultOptions.ClientIdVariable));
        if (clientId.Length > 0 && clientId == theirs)
        {
            throw new RunbookException($"The dyno's identity of {session.Environment} is {other}'s as well: each environment has its own, which reads no other's secrets.");
        }
    }
}
