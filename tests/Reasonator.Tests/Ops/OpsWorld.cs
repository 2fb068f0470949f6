using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Reasonator.Platform;
using Reasonator.Runbook;
using Reasonator.Tests.Platform;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

namespace Reasonator.Tests.Ops;

/// <summary>A platform, a vault and what an operator has exported to work with them.</summary>
internal sealed class OpsWorld : IAsyncDisposable
{
    public const string App = "raxx-rack-staging";
    public const string OtherApp = "raxx-rack-prod";
    public static readonly string Token = new('t', 43);
    public static readonly string Pin = new('a', 64);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reasonator-");
    private readonly TimeProvider _time;

    private OpsWorld(FakePlatform platform, FakeVault vault, TimeProvider time)
    {
        (Platform, Vault, Dyno, _time) = (platform, vault, new StubDyno(platform) { Tokens = _ => [vault.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN")] }, time);
        Environment = new Dictionary<string, string>(vault.Environment().Where(pair => pair.Key is not (VaultOptions.ClientIdVariable or VaultOptions.ClientSecretVariable))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)))
        {
            ["HEROKU_API_KEY"] = platform.Key,
            ["HEROKU_API_URL"] = platform.Address.ToString(),
            ["INFISICAL_TOKEN"] = vault.OperatorToken,
        };
        foreach (var (slug, identity) in vault.Project.Identities.Where(pair => pair.Key != "dev"))
        {
            Environment[$"RACK_{slug.ToUpperInvariant()}_INFISICAL_CLIENT_ID"] = identity.ClientId;
            Environment[$"RACK_{slug.ToUpperInvariant()}_INFISICAL_CLIENT_SECRET"] = identity.ClientSecret;
        }
    }

    public FakePlatform Platform { get; }

    public FakeVault Vault { get; }

    public StubDyno Dyno { get; }

    /// <summary>What the operator exported.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>A folder that is empty.</summary>
    public string Folder => _folder.FullName;

    /// <summary>A path at which nothing is.</summary>
    public string Nowhere => Path.Combine(Folder, "none");

    /// <summary>What a look from outside finds; nothing unless a test says so.</summary>
    public DomainProbe Domains { get; set; } = new((_, _) => Task.FromResult(false), (_, _) => Task.FromResult<string?>(null));

    public static async Task<OpsWorld> StartAsync(TimeProvider? time = null) =>
        new(await FakePlatform.StartAsync(time), await FakeVault.StartAsync(time), time ?? TimeProvider.System);

    /// <summary>Runs a verb as a process of its own, for staging.</summary>
    public Task<OpsAnswer> RunAsync(string verb, params string[] options) => OpsProcess.RunAsync(["ops", verb, "--env", "staging", .. options], Environment);

    /// <summary>Runs steps in this process: on the test's clock, and without a look at the real host names.</summary>
    public async Task<OpsAnswer> RunHereAsync(Func<Session, CancellationToken, Task> work)
    {
        var (output, configuration) = (new StringWriter(), new ConfigurationBuilder().AddInMemoryCollection(Environment!).Build());
        var report = new Report(output, isRehearsal: false);
        using var session = new Session(RackEnvironment.Staging, report, new Credentials(configuration, rehearsed: false), _time, null)
        {
            Domains = Domains,
            PublicUrl = Platform.Apps.GetValueOrDefault(App)?.WebUrl!,
        };
        try
        {
            var stop = TestContext.Current.CancellationToken;
            await Eventually.EndsAsync("the steps end", work(session, stop), stop, () => Plain(output));
            return new OpsAnswer(report.Faults > 0 ? 1 : 0, Plain(output), "");
        }
        catch (Exception e) when (e is RunbookException or PlatformException or VaultException)
        {
            return new OpsAnswer(1, Plain(output), $"refused {e.Message}");
        }
    }

    // A writer of a test's own counts as a terminal.
    private static string Plain(StringWriter output) => Regex.Replace(output.ToString(), @"\e\[[0-9;]*m", "");

    /// <summary>The secrets of staging as a bootstrap leaves them, and other ones for prod.</summary>
    public OpsWorld WithSecrets()
    {
        foreach (var (folder, letter) in Vault.Project.Folders.Values.Zip("tpd"))
        {
            folder.IsMissing = false;
            folder.Secrets["RACK_SERVICE_TOKEN"] = new string(letter, 43);
            folder.Secrets["RACK_OPERATOR_TOKEN"] = $"{new string(letter, 42)}o";
            folder.Secrets["SENTRY_DSN"] = $"https://{letter}@sentry.example/1";
            folder.Secrets["FINBERT_MODEL_SHA"] = Pin;
        }

        return this;
    }

    /// <summary>The app of staging as a bootstrap leaves it, with an address of its own already.</summary>
    public async Task<FakeApp> WithAppAsync(string? team = null)
    {
        var app = Platform.Apps[App] = new FakeApp(App, team, "heroku-24", $"{App}-0123456789ab.herokuapp.com", _time.GetUtcNow())
        {
            Buildpacks = ["heroku/dotnet"],
            ConfigVars = new(Vault.Environment()!) { ["ENV"] = "staging", ["FLAG_REASONATOR"] = "0", ["DATABASE_URL"] = $"postgres://u:geheim@{Platform.DatabaseHost}/d" },
        };
        app.Domains.Add(new FakeDomain("rack-staging.raxx.app", _time.GetUtcNow()));
        var addon = new FakeAddon(app, "DATABASE_URL", 0, _time.GetUtcNow()) { Plan = "heroku-postgresql:essential-0" };
        addon.Look();
        app.Addons.Add(addon);
        app.Release(Platform, "Initial release", slug: null);
        app.TakeChange();
        await Platform.OnRelease!(app);
        return app;
    }

    /// <summary>The app with code that runs.</summary>
    public async Task<FakeApp> WithCodeAsync(string? team = null, string commit = "1111111")
    {
        var app = Platform.Apps.GetValueOrDefault(App) ?? await WithAppAsync(team);
        var slug = new FakeSlug(commit, Platform.Pace.SlugSize, new Dictionary<string, string> { ["web"] = "./Reasonator" }, _time.GetUtcNow());
        app.Slugs.Add(slug);
        app.Release(Platform, $"Deploy {commit}", slug);
        app.TakeChange();
        await Platform.OnRelease!(app);
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        await Dyno.DisposeAsync();
        await Platform.DisposeAsync();
        await Vault.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
