using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Vault;

/// <summary>A web server on a loopback port, a free one unless told, that remembers every request it got.</summary>
internal sealed class FakeListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    private FakeListener(Func<HttpContext, RecordedCall, Task> answer, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
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

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public static async Task<FakeListener> StartAsync(Func<HttpContext, RecordedCall, Task> answer, int port = 0)
    {
        var listener = new FakeListener(answer, port);
        await listener._app.StartAsync();
        return listener;
    }

    /// <summary>Completes when one more request has arrived than was waited for before.</summary>
    public async Task ArrivalAsync() => Assert.True(
        await _arrivals.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken),
        "No request arrived within 30 s.");

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
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
