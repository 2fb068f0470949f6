using System.Collections.Concurrent;

namespace Reasonator.Tests.Platform;

/// <summary>
/// Stands for the service of every app of a platform: each gets an address of its own, where health, info and score
/// answer as the contract says. Every release, restart or scaling is a new process.
/// </summary>
internal sealed class StubDyno : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StubService> _services = new();
    private readonly TimeProvider _time;

    public StubDyno(FakePlatform platform)
    {
        _time = platform.Time;
        platform.OnRelease = StartAsync;
    }

    /// <summary>Code that never becomes healthy.</summary>
    public Func<FakeSlug, bool> IsRed { get; set; } = _ => false;

    public Func<FakeSlug, string> Version { get; set; } = _ => "1.0.0";

    public Func<FakeSlug, string> ModelSha { get; set; } = _ => new string('a', 64);

    /// <summary>Texts that wait, by the health answer.</summary>
    public int QueueDepth { get; set; }

    /// <summary>What an app accepts as service tokens, asked anew at every call.</summary>
    public Func<FakeApp, IEnumerable<string?>> Tokens { get; set; } = _ => [];

    /// <summary>How many health probes find a new process warming up.</summary>
    public int WarmUpProbes { get; set; }

    public StubService Of(string app) => _services[app];

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values)
        {
            await service.DisposeAsync();
        }
    }

    private async Task StartAsync(FakeApp app)
    {
        if (!_services.TryGetValue(app.Name, out var service))
        {
            service = _services[app.Name] = await StubService.StartAsync(this, app, _time);
            app.WebUrl = service.Address;
        }

        service.Restart();
    }
}
