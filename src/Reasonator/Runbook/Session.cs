using Reasonator.Platform;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>What the steps of one run of a verb share. A rehearsal has the same clients over a handler that only tells.</summary>
internal sealed class Session : IDisposable
{
    private readonly Lazy<PlatformClient> _platform;
    private readonly List<IDisposable> _owned = [];
    private readonly HttpMessageHandler _handler;

    /// <param name="environment">Where.</param>
    /// <param name="report">What is said.</param>
    /// <param name="credentials">What the operator's environment holds.</param>
    /// <param name="time">Pauses and deadlines.</param>
    /// <param name="rehearsal">What answers instead of the network; null for the real run.</param>
    public Session(RackEnvironment environment, Report report, Credentials credentials, TimeProvider time, Rehearsal? rehearsal)
    {
        (Environment, Report, Credentials, Time, IsRehearsal) = (environment, report, credentials, time, rehearsal is not null);
        // A followed redirect would hand the headers to its target.
        _handler = rehearsal ?? (HttpMessageHandler)new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        _platform = new(() => new PlatformClient(Own(new PlatformTransport(
            Credentials.PlatformUrl, Credentials.Require(Credentials.PlatformKeyVariable, "mint one with heroku authorizations:create"), Time, _handler))));
    }

    public RackEnvironment Environment { get; }

    public string App => Environment.App;

    public Report Report { get; }

    public Credentials Credentials { get; }

    public TimeProvider Time { get; }

    public bool IsRehearsal { get; }

    /// <summary>What the vault's calls go through in a rehearsal; null for connections of their own.</summary>
    public HttpMessageHandler? Rehearsed => IsRehearsal ? _handler : null;

    public PlatformClient Platform => _platform.Value;

    /// <summary>How names and certificates are looked up.</summary>
    public DomainProbe Domains { get; init; } = DomainProbe.Real;

    /// <summary>The address that callers use.</summary>
    public Uri PublicUrl { get => field ?? new Uri($"https://{Environment.Domain}/"); init; }

    /// <summary>The operator's hands in the vault of an environment.</summary>
    public VaultEditor Vault(RackEnvironment environment)
    {
        var token = Credentials.Require(Credentials.VaultTokenVariable, "log in to the vault as yourself");
        var project = Credentials.Require(VaultOptions.ProjectIdVariable, "copy the project's id from the vault");
        var transport = Own(new VaultTransport(Credentials.Gate, Time, Rehearsed));
        return new VaultEditor(transport, new VaultPlace(project, environment.Name), token, Time);
    }

    /// <summary>The service at an address; with the gate's headers only where the gate stands.</summary>
    public ServiceClient Service(Uri url, bool gated) => Own(new ServiceClient(url, gated ? Credentials.Gate : null, Time, _handler));

    /// <summary>A connection for signed addresses, which need no key and get none.</summary>
    public HttpClient Plain() => Own(new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>The app, which must be there.</summary>
    /// <exception cref="RunbookException">It is not.</exception>
    public async Task<App> AppAsync(CancellationToken stop) =>
        await Platform.FindAppAsync(App, stop) ?? throw new RunbookException($"There is no app {App}, or this account may not see it: run ops bootstrap --env {Environment}.");

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _handler.Dispose();
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
