using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Observability;

/// <summary>An OTLP collector on loopback: takes spans as protobuf at the one path, with the key, and keeps them with their bytes.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    public const string Key = "canary-collector-key";

    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ConcurrentQueue<string> _faults = new();
    private int _calls;

    private FakeCollector(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    public int Calls => _calls;

    /// <summary>Requests are taken and never answered.</summary>
    public bool IsHung { get; init; }

    public Task Called(CancellationToken stop) => Eventually.EndsAsync("the collector is called", _arrived.WaitAsync(stop), stop);

    /// <summary>What a process needs to send its spans here, and soon.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{_app.Urls.Single()}/collect",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-key={Key}",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "20",
    };

    public static async Task<FakeCollector> StartAsync(bool isHung = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        var collector = new FakeCollector(builder.Build()) { IsHung = isHung };
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until so many spans of a trace have come.</summary>
    public Task<List<OtlpSpan>> SpansAsync(string trace, int count, CancellationToken stop) =>
        SpansAsync($"{count} spans of the trace {trace} come", span => span.TraceId == trace, count, stop);

    /// <summary>Waits until so many spans have come.</summary>
    public Task<List<OtlpSpan>> SpansAsync(string what, Func<OtlpSpan, bool> wanted, int count, CancellationToken stop) => Eventually.SeesAsync(
        what,
        () =>
        {
            Assert.Empty(_faults);
            return Task.FromResult(Spans.Where(wanted).ToList());
        },
        spans => spans.Count >= count,
        stop,
        () => string.Join(", ", Spans.Select(span => span.Name)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (IsHung)
        {
            _arrived.Release();
            await context.RequestAborted.CancelledAsync();
            return;
        }

        try
        {
            var request = context.Request;
            Assert.Equal(("POST", "/collect/v1/traces", ""), (request.Method, request.Path.Value, request.QueryString.Value));
            Assert.Equal("application/x-protobuf", request.ContentType);
            Assert.Equal(Key, request.Headers["x-key"]);
            Bodies.Enqueue(body.ToArray());
            OtlpSpan.Read(body.ToArray()).ForEach(Spans.Enqueue);
            context.Response.ContentType = "application/x-protobuf";
        }
        catch (Exception e)
        {
            _faults.Enqueue(e.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        _arrived.Release();
    }
}
