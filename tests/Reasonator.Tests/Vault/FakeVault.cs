using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Reasonator.Tests.Platform;
using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

/// <summary>
/// An Infisical behind Cloudflare Access, as strict as the real ones, on loopback. Fit for tests in this process and
/// for a service started with <see cref="Environment" /> as its environment variables.
/// </summary>
internal sealed class FakeVault : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, RequestDelegate Answer)> _script = new();
    private readonly CancellationTokenSource _stopping = new();
    private FakeListener _listener = null!;
    private FakeListener _loginPage = null!;
    private readonly FaultPlan? _faults;
    private readonly FakeRoutes _routes;

    private FakeVault(TimeProvider time, FaultPlan? faults)
    {
        (Project, _faults) = (new FakeProject(time), faults);
        _routes = new FakeRoutes(Project);
    }

    /// <summary>Every environment: staging, prod and dev, the last two without the folder.</summary>
    public FakeProject Project { get; }

    /// <summary>The staging dyno's.</summary>
    public FakeIdentity Identity => Project.Identities["staging"];

    /// <summary>Staging's.</summary>
    public FakeFolder Folder => Project.Folders["staging"];

    /// <summary>The operator's own access token, which may write everywhere.</summary>
    public string OperatorToken { get => Project.OperatorToken; set => Project.OperatorToken = value; }

    public ConcurrentDictionary<string, string> Secrets => Folder.Secrets;

    public string AccessClientId { get; set; } = "gate-id.access";

    public string AccessClientSecret { get; set; } = "gate-secret-5d0e";

    public Uri Address => _listener.Address;

    public IReadOnlyList<RecordedCall> Calls => _listener.Calls;

    /// <summary>Everything but reading and logging in.</summary>
    public IEnumerable<RecordedCall> Changes => Calls.Except(Logins).Where(call => call.Method != "GET");

    public IEnumerable<RecordedCall> Logins =>
        Calls.Where(call => call.Path.EndsWith("/login", StringComparison.Ordinal));

    public IEnumerable<RecordedCall> Lists =>
        Calls.Where(call => call.Path.Contains("/secrets", StringComparison.Ordinal));

    /// <summary>What Cloudflare's login page was sent: nothing, if the client is right.</summary>
    public IReadOnlyList<RecordedCall> LoginPageCalls => _loginPage.Calls;

    public Uri LoginPage => new(_loginPage.Address, "/cdn-cgi/access/login/vault.example.com");

    public static async Task<FakeVault> StartAsync(TimeProvider? time = null, FaultPlan? faults = null, int port = 0)
    {
        var vault = new FakeVault(time ?? TimeProvider.System, faults);
        vault._loginPage = await FakeListener.StartAsync(
            (context, _) => FakeAnswers.Raw(200, "text/html", "<html>Sign in</html>")(context));
        vault._listener = await FakeListener.StartAsync(vault.AnswerAsync, port);
        return vault;
    }

    /// <summary>The next call whose path contains this is answered so, whatever the gate would say.</summary>
    public void AnswerNext(string path, RequestDelegate answer, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _script.Enqueue((path, answer));
        }
    }

    public Task ArrivalAsync() => _listener.ArrivalAsync();

    /// <summary>What a dyno of this environment is given; <c>ENV</c> is not among it.</summary>
    public Dictionary<string, string?> Environment(string slug = "staging") => new()
    {
        [VaultOptions.HostVariable] = _listener.Address.ToString(),
        [VaultOptions.ProjectIdVariable] = Project.Id,
        [VaultOptions.ClientIdVariable] = Project.Identities[slug].ClientId,
        [VaultOptions.ClientSecretVariable] = Project.Identities[slug].ClientSecret,
        [VaultOptions.AccessClientIdVariable] = AccessClientId,
        [VaultOptions.AccessClientSecretVariable] = AccessClientSecret,
    };

    public VaultOptions Options() => VaultOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(Environment()).Build(), Folder.Environment)!;

    public VaultClient Client(TimeProvider? time = null) => new(Options(), time ?? TimeProvider.System);

    /// <summary>From now on connections are refused.</summary>
    public Task StopAsync() => _listener.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        await _loginPage.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, RecordedCall call)
    {
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        context.RequestAborted = aborted.Token;
        try
        {
            await AnswerAsync(context, call, _faults?.Next());
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The caller has gone, which is what a slow vault is for.
        }
    }

    private async Task AnswerAsync(HttpContext context, RecordedCall call, PlatformFault? fault)
    {
        var answer = fault switch
        {
            PlatformFault.ServerError => FakeAnswers.Status(500, "InternalServerError"),
            PlatformFault.RateLimited => FakeAnswers.Limited("Rate limit exceeded. Please try again in 1 seconds", "1"),
            PlatformFault.Hang => FakeAnswers.Hang,
            _ => Answer(context.Request, call),
        };
        await (fault == PlatformFault.HalfDone ? FakeAnswers.Drop : answer)(context);
    }

    private RequestDelegate Answer(HttpRequest request, RecordedCall call)
    {
        if (_script.TryPeek(out var next) && call.Path.Contains(next.Path, StringComparison.Ordinal))
        {
            _script.TryDequeue(out next);
            return next.Answer;
        }

        if (request.Headers["CF-Access-Client-Id"] != AccessClientId
            || request.Headers["CF-Access-Client-Secret"] != AccessClientSecret)
        {
            return FakeAnswers.Redirect(302, LoginPage);
        }

        return _routes.Answer(request, call);
    }
}
