using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Reasonator.Hosting;
using Reasonator.Security;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Security;

/// <summary>X-Forwarded-* is believed from as many proxies as the command line says, and from nobody else.</summary>
public sealed class ForwardedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_trusted_proxy_a_token_over_http_is_refused_and_https_is_asked_for()
    {
        using var port = new ReservedPort();
        await using var service = Start(port, "--trusted-proxies", "1");
        await service.ReadyAsync(Stop);

        var clear = await AskAsync(service, "/v1/info", "http");
        var problem = await clear.ProblemAsync(403, "https-required");
        await DeclaredAnswer.AssertAsync(clear, 403);
        Assert.Contains("rotate", problem.GetProperty("detail").GetString());
        Assert.False(clear.Headers.Contains("Strict-Transport-Security"));
        // What the caller wrote itself stands left of what the proxy wrote.
        await (await AskAsync(service, "/v1/info", "https, http")).ProblemAsync(403, "https-required");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "/v1/health", "http")).StatusCode);

        var secure = await AskAsync(service, "/v1/info", "https");
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.Equal("max-age=31536000", secure.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "/v1/info", "http, https")).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task Without_a_trusted_proxy_nobody_is_believed_whatever_the_framework_is_told(string? frameworks)
    {
        await using var service = ServiceProcess.Serve(frameworks is null ? null : new Dictionary<string, string> { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = frameworks });
        await service.ReadyAsync(Stop);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "/v1/info", "http")).StatusCode);
        Assert.False((await AskAsync(service, "/v1/info", "https")).Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData(0, null, HttpStatusCode.OK)]
    [InlineData(0, "http", HttpStatusCode.OK)]
    [InlineData(1, null, HttpStatusCode.OK)]
    [InlineData(1, "https", HttpStatusCode.OK)]
    [InlineData(1, "http", HttpStatusCode.Forbidden)]
    public async Task What_the_framework_notes_of_a_proxy_is_not_believed_from_who_asks(int proxies, string? forwarded, HttpStatusCode expected)
    {
        using var port = new ReservedPort();
        await using var service = Start(port, "--trusted-proxies", $"{proxies}");
        await service.ReadyAsync(Stop);
        foreach (var value in (string[])["http", "https", "x"])
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/info");
            foreach (var header in (string[])["X-Original-Proto", "x-original-proto", "X-Original-For", "X-Original-Host", "X-Original-Prefix"])
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }

            if (forwarded is not null)
            {
                request.Headers.Add("X-Forwarded-Proto", forwarded);
            }

            Assert.Equal(expected, (await service.Client.SendAsync(request, Stop)).StatusCode);
        }
    }

    [Theory]
    [InlineData(0, "1.1.1.1", "127.0.0.1")]
    [InlineData(1, "1.1.1.1", "1.1.1.1")]
    [InlineData(1, "9.9.9.9, 1.1.1.1", "1.1.1.1")]
    [InlineData(2, "9.9.9.9, 8.8.8.8, 1.1.1.1", "8.8.8.8")]
    [InlineData(1, "9.9.9.9, nonsense", "127.0.0.1")]
    public async Task The_address_is_the_one_that_the_outermost_trusted_proxy_saw(int proxies, string forwardedFor, string seen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseSecurityHeaders(new ServiceOptions { Environment = DeploymentEnvironment.Production, ModelFolder = "", Urls = [], TrustedProxies = proxies });
        app.Run(context => context.Response.WriteAsync($"{context.Connection.RemoteIpAddress}"));
        await app.StartAsync(Stop);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);

        Assert.Equal(seen, await client.GetStringAsync(app.Urls.Single(), Stop));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("6")]
    public async Task A_number_of_proxies_that_cannot_be_ends_the_process_with_a_sentence(string proxies)
    {
        using var port = new ReservedPort();
        await using var service = Start(port, "--trusted-proxies", proxies);

        Assert.Equal(2, await service.ExitAsync(Stop));
        Assert.Contains($"--trusted-proxies is {proxies}", string.Join('\n', service.Errors));
    }

    private static ServiceProcess Start(ReservedPort port, params string[] more) =>
        ServiceProcess.Start(["--urls", $"http://127.0.0.1:{port}", .. more], port: port.Number);

    private static Task<HttpResponseMessage> AskAsync(ServiceProcess service, string path, string proto)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-Proto", proto);
        return service.Client.SendAsync(request, Stop);
    }
}
