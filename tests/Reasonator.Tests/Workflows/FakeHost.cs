using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Workflows;

/// <summary>A service's health behind a Cloudflare Access that lets only the right service token through.</summary>
internal sealed class FakeHost : IAsyncDisposable
{
    public const string ClientId = "canary-id.access";

    // Quotes and backslashes have a meaning in curl's configuration.
    public const string ClientSecret = """canary-secret "\t\" 5d0e""";

    private FakeListener _listener = null!;

    /// <summary>The status of health's answer; 0: the connection is closed without one.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Health never answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>What it says once first, as a dyno that is woken.</summary>
    public int? FirstStatus { get; set; }

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<RecordedCall> Calls => _listener.Calls;

    public static async Task<FakeHost> StartAsync()
    {
        var host = new FakeHost();
        host._listener = await FakeListener.StartAsync(host.AnswerAsync);
        host.Address = host._listener.Address;
        return host;
    }

    /// <summary>From now on connections are refused.</summary>
    public Task StopAsync() => _listener.StopAsync();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, RecordedCall call)
    {
        if (call.Headers.GetValueOrDefault("CF-Access-Client-Id") != ClientId || call.Headers.GetValueOrDefault("CF-Access-Client-Secret") != ClientSecret)
        {
            context.Response.Redirect($"{Address}cdn-cgi/access/login/rack.example.com");
            return;
        }

        var status = FirstStatus ?? Status;
        FirstStatus = null;
        if (Hangs || status == 0)
        {
            await (Hangs ? FakeAnswers.Hang : FakeAnswers.Drop)(context);
            return;
        }

        context.Response.StatusCode = (call.Method, call.Path) == ("GET", "/v1/health") ? status : 404;
        await context.Response.WriteAsync("""{"status":"as the status says"}""");
    }
}
