using System.Buffers.Text;
using System.Security.Cryptography;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>Step 4: the vault folder and what is in it. Values are compared and counted, never shown.</summary>
internal sealed class RackSecrets
{
    public const int TokenBytes = 32;

    /// <summary>Base64url without padding.</summary>
    public const int TokenLength = 43;

    private static readonly string[] OwnToEach = [Secrets.ServiceTokenName, Secrets.OperatorTokenName, Secrets.SentryDsnName];

    private readonly Session _session;
    private readonly VaultEditor _vault;
    private readonly bool _hasFolder;
    private readonly VaultListing _own;
    private readonly VaultListing _others;

    private RackSecrets(Session session, VaultEditor vault, bool hasFolder, VaultListing own, VaultListing others) =>
        (_session, _vault, _hasFolder, _own, _others) = (session, vault, hasFolder, own, others);

    /// <summary>Reads both environments, since none may share a secret with the other.</summary>
    /// <exception cref="VaultException">The vault cannot be reached, or refuses the operator.</exception>
    public static async Task<RackSecrets> ReadAsync(Session session, CancellationToken stop)
    {
        var (vault, other) = (session.Vault(session.Environment), session.Vault(session.Environment.Other));
        var hasFolder = await vault.HasFolderAsync(stop);
        session.Report.Found($"vault reachable, folder {VaultPlace.Path} of {vault.Environment} {(hasFolder ? "is there" : "is not there yet")}");
        return new RackSecrets(session, vault, hasFolder, await vault.ListAsync(stop), await other.ListAsync(stop));
    }

    public static string Mint() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public bool HasFolder => _hasFolder;

    /// <summary>The value; null where it is not there.</summary>
    /// <exception cref="RunbookException">The operator may not read it.</exception>
    public string? Find(string name) => Value(_own, name);

    public bool IsShared(string name) => Value(_own, name) is { } mine && Value(_others, name) is { } theirs && Same(mine, theirs);

    /// <exception cref="RunbookException">A secret is the same in both environments.</exception>
    public void RefuseShared()
    {
        if (OwnToEach.FirstOrDefault(IsShared) is { } name)
        {
            throw new RunbookException($"{name} is the same in staging and prod, so that whoever has one environment has both: {Remedy(name)}, then run the command again.");
        }
    }

    public string Remedy(string name) => name == Secrets.ServiceTokenName
        ? $"run ops rotate-token --env {_session.Environment}"
        : $"delete it in the vault's folder {VaultPlace.Path} of {_session.Environment} and run ops bootstrap --env {_session.Environment}, which sets one of its own";

    public async Task EnsureFolderAsync(CancellationToken stop)
    {
        if (_hasFolder)
        {
            _session.Report.Found($"vault folder {VaultPlace.Path} of {_vault.Environment}");
            return;
        }

        await _vault.CreateFolderAsync(stop);
        _session.Report.Changed($"vault folder {VaultPlace.Path} of {_vault.Environment} created");
    }

    public async Task EnsureTokenAsync(string name, CancellationToken stop)
    {
        if (Find(name) is { } there)
        {
            _session.Report.Found($"{name}, {there.Length} characters");
            return;
        }

        await _vault.CreateAsync(name, Mint(), stop);
        _session.Report.Changed($"{name} minted: {TokenBytes} random bytes, {TokenLength} characters, never shown");
    }

    /// <summary>The DSN to write: from the file, else by a hidden prompt; null where it is there, or nobody gave one.</summary>
    /// <exception cref="RunbookException">What was given is no DSN, or the other environment's.</exception>
    public string? NewDsn(string? file, SecretInput input)
    {
        if (Find(Secrets.SentryDsnName) is not null)
        {
            return null;
        }

        var dsn = file is not null ? ReadFile(file) : input.Ask($"SENTRY_DSN of {_session.Environment}");
        return dsn switch
        {
            null => null,
            _ when !IsDsn(dsn) => throw new RunbookException("The SENTRY_DSN is no DSN, which looks like https://KEY@HOST/NUMBER: copy it again from Sentry's project settings, Client Keys."),
            _ when Value(_others, Secrets.SentryDsnName) is { } theirs && Same(dsn, theirs) =>
                throw new RunbookException($"This SENTRY_DSN is {_session.Environment.Other}'s: each environment has its own, take the one of {_session.Environment}."),
            _ => dsn,
        };
    }

    public async Task EnsureDsnAsync(string? dsn, CancellationToken stop)
    {
        if (Find(Secrets.SentryDsnName) is { } there)
        {
            _session.Report.Found($"{Secrets.SentryDsnName}, {there.Length} characters");
        }
        else if (dsn is null)
        {
            _session.Report.Manual($"{Secrets.SentryDsnName} is not set, so faults are reported nowhere: run this again with --sentry-dsn-file, or at a terminal");
        }
        else
        {
            await _vault.CreateAsync(Secrets.SentryDsnName, dsn, stop);
            _session.Report.Changed($"{Secrets.SentryDsnName} set, {dsn.Length} characters");
        }
    }

    /// <param name="asked">The pin that the operator names; null for the manifest's where none is set yet.</param>
    /// <param name="stop">Ends it.</param>
    public async Task EnsurePinAsync(string? asked, CancellationToken stop)
    {
        var there = Find(Secrets.ModelShaName);
        var pin = asked ?? there ?? ModelPin.OfManifest(_session.Credentials) ?? "unknown";
        if (there == pin)
        {
            _session.Report.Found($"{Secrets.ModelShaName} {pin}");
            return;
        }

        await (there is null ? _vault.CreateAsync(Secrets.ModelShaName, pin, stop) : _vault.UpdateAsync(Secrets.ModelShaName, pin, stop));
        _session.Report.Changed($"{Secrets.ModelShaName} set to {pin}{(there is null ? "" : $", before {there}")}");
    }

    public static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(one)), SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(other)));

    private static string? Value(VaultListing listing, string name) => listing.Optional(name) ?? (listing.Has(name)
        ? throw new RunbookException($"The vault hides {name} from INFISICAL_TOKEN: give the operators' identity ReadValue on {VaultPlace.Path}.")
        : null);

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunbookException($"{file} cannot be read: give the file that holds the SENTRY_DSN alone.");
        }
    }

    private static bool IsDsn(string dsn) => Uri.TryCreate(dsn, UriKind.Absolute, out var uri)
        && PrivateUrl.Is(uri)
        && uri.UserInfo.Length > 0 && long.TryParse(uri.Segments[^1], out _);
}
