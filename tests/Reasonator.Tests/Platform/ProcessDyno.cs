using System.Collections.Concurrent;
using System.Globalization;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Platform;

/// <summary>Runs the real service for every app that has code and a web dyno, with the app's config vars and a port.</summary>
internal sealed class ProcessDyno : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServiceProcess> _processes = new();
    private readonly ConcurrentDictionary<string, int> _ports = new();

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
    }

    private async Task StartAsync(FakeApp app)
    {
        if (_processes.TryRemove(app.Name, out var old))
        {
            await old.DisposeAsync();
        }

        // The platform's address of an app outlives its dynos.
        var port = _ports.GetOrAdd(app.Name, _ => ServiceProcess.FreePort());
        app.WebUrl = new Uri($"http://127.0.0.1:{port}/");
        if (app.Running is null)
        {
            return;
        }

        var environment = new Dictionary<string, string>(Machine.Concat(app.ConfigVars))
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        _processes[app.Name] = ServiceProcess.Start(["--urls", $"http://127.0.0.1:{port}"], environment, port);
    }
}
