using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>
/// A Heroku Platform API, version 3, as strict as the real one, on loopback. Shapes are of the published schema
/// (heroku/platform-api schema.json); a message the documents do not give is worded alike.
/// </summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<PlatformCall, PlatformReply?>[] _groups;
    private readonly ReservedPort _database = new();
    private FakeListener _listener = null!;

    private FakePlatform(TimeProvider time, FaultPlan faults)
    {
        (Time, Faults) = (time, faults);
        Sources = new FakeSources(() => Address);
        _groups =
        [
            new FakeApps(this).Answer, new FakeConfigVars(this).Answer, new FakeAddons(this).Answer,
            new FakeDomains(this).Answer, new FakeFormation(this).Answer, new FakeReleases(this).Answer,
            new FakeBuilds(this).Answer, Sources.Answer,
        ];
    }

    public TimeProvider Time { get; }

    public FaultPlan Faults { get; }

    public FakeAccount Account { get; } = new();

    /// <summary>Accepted keys.</summary>
    public ConcurrentDictionary<string, PlatformKey> Keys { get; } = new() { ["HRKU-operator-key-7c21"] = new("global") };

    public string Key => Keys.First(key => key.Value.Scopes.Contains("global")).Key;

    public ConcurrentDictionary<string, FakeApp> Apps { get; } = new();

    public FakeSources Sources { get; }

    /// <summary>How long things take, counted in looks at them.</summary>
    public FakePace Pace { get; } = new();

    /// <summary>Called when what an app runs has changed: a release, a restart, another formation.</summary>
    public Func<FakeApp, Task>? OnRelease { get; set; }

    /// <summary>Host and port of every app's database, which refuses connections.</summary>
    public string DatabaseHost => _database.Url.Authority;

    /// <summary>Somebody tried to delete an app; the runbook never does.</summary>
    public bool Destroyed { get; set; }

    public Uri Address => _listener.Address;

    public IReadOnlyList<RecordedCall> Calls => _listener.Calls;

    /// <summary>Everything but reading.</summary>
    public IEnumerable<RecordedCall> Changes => Calls.Where(call => call.Method != "GET");

    public static async Task<FakePlatform> StartAsync(TimeProvider? time = null, FaultPlan? faults = null)
    {
        var platform = new FakePlatform(time ?? TimeProvider.System, faults ?? new FaultPlan());
        platform._listener = await FakeListener.StartAsync(platform.AnswerAsync);
        return platform;
    }

    /// <exception cref="PlatformRefusal">There is none, or it is somebody else's.</exception>
    public FakeApp App(string nameOrId) =>
        Apps.GetValueOrDefault(nameOrId) ?? Apps.Values.FirstOrDefault(app => app.Id == nameOrId)
        ?? throw (Account.TakenNames.Contains(nameOrId)
            ? new PlatformRefusal(403, "forbidden", $"You do not have access to the app {nameOrId}.", "app")
            : PlatformRefusal.NotFound("app"));

    public void FailCall(int n, PlatformFault fault) => Faults.FailCall(n, fault);

    public Task ArrivalAsync() => _listener.ArrivalAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        _stopping.Dispose();
        _turn.Dispose();
        _database.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, RecordedCall call)
    {
        var fault = Faults.Next();
        if (fault == PlatformFault.Hang)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
            await end.Token.CancelledAsync();
            return;
        }

        var reply = fault switch
        {
            PlatformFault.ServerError => new PlatformRefusal(500, "internal_server_error", "Internal server error.").Reply,
            PlatformFault.RateLimited => new PlatformRefusal(
                429, "rate_limit", "Your account reached the API rate limit.").Reply.WithHeader("Retry-After", "1"),
            _ => await DoAsync(call),
        };
        if (fault == PlatformFault.HalfDone)
        {
            context.Abort();
            return;
        }

        await reply.SendAsync(context);
    }

    // One at a time: the account is one state.
    private async Task<PlatformReply> DoAsync(RecordedCall call)
    {
        await _turn.WaitAsync();
        try
        {
            var reply = Sources.Storage(call) ?? FakeBuilds.Stream(this, call) ?? Route(call);
            foreach (var app in Apps.Values.Where(app => app.TakeChange()))
            {
                await (OnRelease?.Invoke(app) ?? Task.CompletedTask);
            }

            return reply;
        }
        catch (PlatformRefusal refusal)
        {
            return refusal.Reply;
        }
        finally
        {
            _turn.Release();
        }
    }

    private PlatformReply Route(RecordedCall call)
    {
        PlatformGate.Check(this, call);
        var asked = new PlatformCall(call);
        return _groups.Select(group => group(asked)).FirstOrDefault(reply => reply is not null)
            ?? throw new PlatformRefusal(404, "not_found", "The requested API endpoint was not found.");
    }
}
