using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Reasonator.Errors;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Errors;

public sealed class FrameworkErrorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/nowhere?q=1", 404, "not-found")]
    [InlineData("GET", "/v1/score", 405, "method-not-allowed")]
    [InlineData("DELETE", "/v1/health", 405, "method-not-allowed")]
    public async Task The_frameworks_own_statuses_are_problems_too(string method, string path, int status, string type)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var problem = await (await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop)).ProblemAsync(status, type);

        Assert.Equal(path.Split('?')[0], problem.GetProperty("instance").GetString());
    }

    [Fact]
    public async Task An_exception_nobody_expected_is_a_500_that_tells_no_more_than_its_trace_id()
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/v1/score";
        context.Response.Body = new MemoryStream();
        var middleware = new ErrorMiddleware(_ => throw new InvalidOperationException("canary"), NullLogger<ErrorMiddleware>.Instance);

        await middleware.InvokeAsync(context);

        var text = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
        Assert.Equal(500, context.Response.StatusCode);
        Assert.Contains("urn:reasonator:internal-error", text);
        Assert.DoesNotContain("canary", text);
        Assert.DoesNotContain("InvalidOperation", text);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n", 400, "invalid-request")]
    // Kestrel's patience with a body that does not come is five seconds.
    [InlineData("Content-Length: 1000", "{", 408, "too-slow")]
    public async Task A_body_that_breaks_off_or_does_not_come_is_the_callers_fault(string length, string body, int status, string type)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);
        await caller.SendAsync(RawCaller.Score($"{length}\r\n\r\n{body}"), Stop);

        var answer = await caller.ReadToCloseAsync(Stop);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains($"urn:reasonator:{type}", answer);
    }
}
