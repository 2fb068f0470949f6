using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Extensions.Configuration;
using Reasonator.Platform;
using Reasonator.Runbook;
using Reasonator.Tests.Ops;
using Reasonator.Tests.Platform;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

namespace Reasonator.Tests.Runbook;

/// <summary>An account, a vault behind its gate, and an operator with the right environment variables. Keeps all that was said.</summary>
internal sealed class RackWorld : IAsyncDisposable
{
    public const string Dsn = "https://dsnkey0canary@sentry.example.com/41";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private readonly TimeProvider _time;

    private RackWorld(FakePlatform platform, FakeVault vault, TimeProvider time) => (Platform, Vault, _time) = (platform, vault, time);

    public FakePlatform Platform { get; }

    public FakeVault Vault { get; }

    /// <summary>Everything that any verb has printed here.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    public FakeApp App => Platform.Apps[RackEnvironment.Staging.App];

    public FakeFolder Folder => Vault.Project.Folders["staging"];

    /// <summary>The service token before the verb that is tested.</summary>
    public string? FirstToken { get; set; }

    /// <summary>Starts a world on a clock that no real time moves. The limit of a call that hangs passes at once.</summary>
    public static async Task<RackWorld> StartAsync()
    {
        var time = new ShortPauses();
        var world = await StartAsync(time);
        world.Platform.Faults.OnHang = time.PassLimit;
        return world;
    }

    public static async Task<RackWorld> StartAsync(TimeProvider time)
    {
        var platform = await FakePlatform.StartAsync(time);
        var world = new RackWorld(platform, await FakeVault.StartAsync(time, platform.Faults), time);
        world.Folder.IsMissing = true;
        return world;
    }

    /// <summary>Runs a verb's steps as its operator does.</summary>
    /// <param name="work">The steps.</param>
    /// <param name="environment">Where; staging if not said.</param>
    public async Task<Outcome> RunAsync(Func<Session, SecretInput, Task> work, RackEnvironment? environment = null)
    {
        var text = new StringWriter();
        var report = new Report(text, isRehearsal: false);
        var credentials = new Credentials(new ConfigurationBuilder().AddInMemoryCollection(Variables()).Build(), rehearsed: false);
        using var session = new Session(environment ?? RackEnvironment.Staging, report, credentials, _time, null)
        {
            Domains = new DomainProbe((_, _) => Task.FromResult(Platform.Apps.Values.Any(app => app.Current?.Slug is not null)), (_, _) => Task.FromResult<string?>(null)),
        };
        Exception? refusal = null;
        try
        {
            var stop = TestContext.Current.CancellationToken;
            await Eventually.EndsAsync("the verb ends", work(session, new SecretInput(interactive: false)), stop, () => $"{text}");
        }
        catch (Exception e) when (e is RunbookException or PlatformException or VaultException)
        {
            refusal = e;
        }

        var outcome = new Outcome(text.ToString(), report.Changes, report.Faults, refusal);
        Said.Enqueue($"{outcome}");
        return outcome;
    }

    /// <summary>An archive as git makes one, of a commit.</summary>
    public string Archive(string commit)
    {
        var path = Path.Combine(_folder.FullName, $"{commit}.tar.gz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = commit }));
        foreach (var name in (string[])["Reasonator.sln", "Directory.Build.props", "Procfile", "models/finbert-mini/manifest.json"])
        {
            using var file = File.OpenRead(Path.Combine(Repository.Root, name));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = file });
        }

        return path;
    }

    public string DsnFile(string dsn = Dsn)
    {
        var path = Path.Combine(_folder.FullName, "dsn");
        File.WriteAllText(path, dsn + "\n");
        return path;
    }

    /// <summary>What must never be said: everything secret, and the ids that go with it.</summary>
    public IEnumerable<string> Secrets() =>
    [
        Platform.Key, Vault.Project.Id, Vault.OperatorToken, Vault.AccessClientId, Vault.AccessClientSecret, "dsnkey0canary",
        .. Vault.Project.Identities.Values.SelectMany(identity => new[] { identity.ClientId, identity.ClientSecret, identity.TokenPrefix }),
        // Every value that was ever written, and the passwords of databases.
        .. Vault.Changes.Where(call => call.Body.Contains("secretValue") && !call.Path.EndsWith("FINBERT_MODEL_SHA", StringComparison.Ordinal))
            .Select(call => System.Text.Json.JsonDocument.Parse(call.Body).RootElement.GetProperty("secretValue").GetString()!),
        .. Platform.Apps.Values.SelectMany(app => app.ConfigVars).Where(v => v.Key.EndsWith("_URL", StringComparison.Ordinal)).Select(v => v.Value),
        .. Platform.Calls.Where(call => call.Path.StartsWith("/streams/", StringComparison.Ordinal)).Select(call => call.Query),
    ];

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Vault.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> Variables()
    {
        var variables = new Dictionary<string, string?>
        {
            [Credentials.PlatformKeyVariable] = Platform.Key,
            [Credentials.PlatformUrlVariable] = Platform.Address.ToString(),
            [VaultOptions.HostVariable] = Vault.Address.ToString(),
            [VaultOptions.ProjectIdVariable] = Vault.Project.Id,
            [Credentials.VaultTokenVariable] = Vault.OperatorToken,
            [VaultOptions.AccessClientIdVariable] = Vault.AccessClientId,
            [VaultOptions.AccessClientSecretVariable] = Vault.AccessClientSecret,
        };
        foreach (var environment in (RackEnvironment[])[RackEnvironment.Staging, RackEnvironment.Prod])
        {
            variables[environment.DynoClientIdVariable] = Vault.Project.Identities[environment.Name].ClientId;
            variables[environment.DynoClientSecretVariable] = Vault.Project.Identities[environment.Name].ClientSecret;
        }

        return variables;
    }
}
