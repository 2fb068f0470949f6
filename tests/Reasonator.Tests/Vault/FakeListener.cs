using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Vault;

/// <summary>A web server that records every request it gets, on a loopback port that nobody else gets before it is disposed.</summary>
internal sealed class FakeListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    // Null where the caller reserved the port.
    private readonly ReservedPort? _port;

    private FakeListener(Func<HttpContext, RecordedCall, Task> answer, int port)
    {
        _port = port == 0 ? new ReservedPort() : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port?.Number ?? port}");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.Run(async context =>
        {
            var call = await RecordAsync(context.Request);
            _calls.Enqueue(call);
            _arrivals.Release();
            await answer(context, call);
        });
    }

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public static async Task<FakeListener> StartAsync(Func<HttpContext, RecordedCall, Task> answer, int port = 0)
    {
        var listener = new FakeListener(answer, port);
        await listener._app.StartAsync();
        listener.Address = new Uri(listener._app.Urls.Single());
        return listener;
    }

    /// <summary>Completes when one more request has arrived than was waited for before.</summary>
    public Task ArrivalAsync() => Eventually.EndsAsync(
        "one more request arrives", _arrivals.WaitAsync(), TestContext.Current.CancellationToken,
        () => string.Join('\n', _calls.Select(call => $"{call.Method} {call.Path}")));

    /// <summary>From now on connections are refused.</summary>
    public async Task StopAsync() => await _app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _port?.Dispose();
        _arrivals.Dispose();
    }

    private static async Task<RecordedCall> RecordAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new RecordedCall(
            request.Method,
            request.Path,
            request.QueryString.Value ?? "",
            request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()))
        {
            Bytes = body.ToArray(),
        };
    }
}
