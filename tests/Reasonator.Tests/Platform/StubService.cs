using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>One app's address: the platform's router in front of what a <see cref="StubDyno" /> stands for.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly StubDyno _dyno;
    private readonly FakeApp _app;
    private readonly TimeProvider _time;
    private FakeListener _listener = null!;
    private DateTimeOffset _start;
    private int _warmUp;

    private StubService(StubDyno dyno, FakeApp app, TimeProvider time) => (_dyno, _app, _time) = (dyno, app, time);

    public Uri Address => _listener.Address;

    public IReadOnlyList<RecordedCall> Calls => _listener.Calls;

    /// <summary>How many processes there have been.</summary>
    public int Starts { get; private set; }

    public static async Task<StubService> StartAsync(StubDyno dyno, FakeApp app, TimeProvider time)
    {
        var service = new StubService(dyno, app, time);
        service._listener = await FakeListener.StartAsync((context, call) => service.Answer(call)(context));
        return service;
    }

    public void Restart()
    {
        (_start, _warmUp) = (_time.GetUtcNow(), _dyno.WarmUpProbes);
        Starts += _app.Running is null ? 0 : 1;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private long Uptime => (long)(_time.GetUtcNow() - _start).TotalSeconds;

    private RequestDelegate Answer(RecordedCall call)
    {
        if (_app.Running is not { } slug)
        {
            return FakeAnswers.Raw(503, "text/html", "<html>Application error</html>");
        }

        return (call.Method, call.Path) switch
        {
            ("GET" or "HEAD", "/v1/health") => Health(call.Method, slug),
            ("GET", "/v1/info") => Guarded(call, () => FakeAnswers.Json(200, StubBodies.Info(_dyno, _app, slug, Uptime))),
            ("POST", "/v1/score") => Guarded(call, () => _dyno.IsRed(slug)
                ? Problem(503, "failed")
                : FakeAnswers.Json(200, StubBodies.Scores(_dyno, slug, call.Body))),
            _ => Problem(404, "not-found"),
        };
    }

    private RequestDelegate Health(string method, FakeSlug slug) => async context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        var isRed = _dyno.IsRed(slug);
        if (isRed || _warmUp-- > 0)
        {
            context.Response.Headers.RetryAfter = "1";
            await SendAsync(context, method, 503, isRed ? StubBodies.Red : StubBodies.WarmingUp);
            return;
        }

        await SendAsync(context, method, 200, StubBodies.Well(_dyno, slug, Uptime));
    };

    private RequestDelegate Guarded(RecordedCall call, Func<RequestDelegate> answer)
    {
        var bearer = call.Headers.GetValueOrDefault("Authorization") ?? "";
        if (_dyno.Tokens(_app).Any(token => token is { Length: > 0 } && bearer == $"Bearer {token}"))
        {
            return answer();
        }

        return async context =>
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem(401, "unauthorized")(context);
        };
    }

    private static RequestDelegate Problem(int status, string type) => FakeAnswers.Raw(status, "application/problem+json",
        $$"""{"type":"urn:reasonator:{{type}}","title":"{{type}}","status":{{status}}}""");

    private static async Task SendAsync(HttpContext context, string method, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var bytes = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        context.Response.ContentLength = bytes.Length;
        if (method == "GET")
        {
            await context.Response.Body.WriteAsync(bytes);
        }
    }
}
