using System.Collections.Concurrent;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Platform;

/// <summary>Runs the real service for every app that has code and a web dyno, with the app's config vars and a port.</summary>
internal sealed class ProcessDyno : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServiceProcess> _processes = new();
    private readonly ConcurrentDictionary<string, ReservedPort> _ports = new();

    public ProcessDyno(FakePlatform platform) => platform.OnRelease = StartAsync;

    /// <summary>Variables of the machine rather than of the app, such as <c>MODELS_DIR</c>.</summary>
    public Dictionary<string, string> Machine { get; } = [];

    /// <summary>The running process of an app; null when it has none.</summary>
    public ServiceProcess? Of(string app) => _processes.GetValueOrDefault(app);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }

        foreach (var port in _ports.Values)
        {
            port.Dispose();
        }
    }

    private async Task StartAsync(FakeApp app)
    {
        if (_processes.TryRemove(app.Name, out var old))
        {
            await old.DisposeAsync();
        }

        // The platform's address of an app outlives its dynos.
        var port = _ports.GetOrAdd(app.Name, _ => new ReservedPort());
        app.WebUrl = port.Url;
        if (app.Running is null)
        {
            return;
        }

        var environment = new Dictionary<string, string>(Machine.Concat(app.ConfigVars))
        {
            ["PORT"] = $"{port}",
        };
        _processes[app.Name] = ServiceProcess.Start(["--urls", $"http://127.0.0.1:{port}"], environment, port.Number);
    }
}
