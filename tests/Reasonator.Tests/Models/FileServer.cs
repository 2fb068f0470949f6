using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Models;

/// <summary>A real server of one file on loopback, with the ways in which servers fail.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileServer(WebApplication app) => _app = app;

    public byte[] Bytes { get; set; } = [];

    public string ETag { get; set; } = "\"v1\"";

    /// <summary>Whether it can go on in the middle of a file.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>The connection breaks after so many bytes, once each.</summary>
    public Queue<int> BreakAfter { get; } = new();

    /// <summary>What it answers instead of the file, once each.</summary>
    public Queue<Func<HttpContext, Task>> Instead { get; } = new();

    /// <summary>The Range header of each request; empty where there was none.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How often it sent a part instead of the whole.</summary>
    public int Parts { get; private set; }

    public string Url => _app.Urls.Single() + "/model.onnx";

    public static async Task<FileServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var server = new FileServer(app);
        app.Run(server.Answer);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        Asked.Enqueue(range);
        if (Instead.TryDequeue(out var instead))
        {
            await instead(context);
            return;
        }

        var from = 0;
        if (Ranges && range.Length > 0 && context.Request.Headers.IfRange == ETag)
        {
            from = int.Parse(range["bytes=".Length..^1]);
            context.Response.StatusCode = from < Bytes.Length ? 206 : 416;
            context.Response.Headers.ContentRange = $"bytes {from}-{Bytes.Length - 1}/{Bytes.Length}";
        }

        context.Response.Headers.ETag = ETag;
        if (context.Response.StatusCode == 416)
        {
            return;
        }

        Parts += from > 0 ? 1 : 0;
        var rest = Bytes.AsMemory(from);
        context.Response.ContentLength = rest.Length;
        if (BreakAfter.TryDequeue(out var bytes) && bytes < rest.Length)
        {
            // Kestrel closes a connection on which the body is shorter than announced, after the client has all of it.
            await context.Response.Body.WriteAsync(rest[..bytes]);
            return;
        }

        await context.Response.Body.WriteAsync(rest);
    }
}
