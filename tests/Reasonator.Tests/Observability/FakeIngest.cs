using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Observability;

/// <summary>Sentry's ingest on loopback: takes envelopes at the one path, with the key, and keeps their text.</summary>
internal sealed class FakeIngest : IAsyncDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private FakeIngest(WebApplication app) => _app = app;

    public ConcurrentQueue<string> Envelopes { get; } = new();

    public string Dsn => new UriBuilder(_app.Urls.Single()) { UserName = Key, Path = "/1" }.Uri.AbsoluteUri;

    public static async Task<FakeIngest> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var ingest = new FakeIngest(builder.Build());
        ingest._app.MapPost("/api/1/envelope/", ingest.Take);
        await ingest._app.StartAsync();
        return ingest;
    }

    /// <summary>Waits for one more envelope.</summary>
    public async Task<string> NextAsync(CancellationToken stop)
    {
        await Eventually.EndsAsync("one more report arrives", _arrived.WaitAsync(stop), stop);
        Assert.True(Envelopes.TryDequeue(out var envelope));
        return envelope;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        if (!request.Headers["X-Sentry-Auth"].ToString().Contains($"sentry_key={Key}"))
        {
            return Results.Unauthorized();
        }

        Stream body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        Envelopes.Enqueue(await new StreamReader(body).ReadToEndAsync());
        _arrived.Release();
        return Results.Ok(new { id = Guid.NewGuid().ToString("N") });
    }
}
