using Reasonator.Tests.Service;

namespace Reasonator.Tests.Security;

public sealed class HeadersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/v1/health", 200)]
    [InlineData("GET", "/v1/info", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/docs/", 200)]
    [InlineData("GET", "/docs/scalar.js", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("POST", "/v1/score", 400)]
    [InlineData("GET", "/v1/score", 405)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/v1/scores", 503)]
    public async Task Every_answer_tells_a_browser_to_do_nothing_that_it_need_not(string method, string path, int status)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? new StringContent("{", null, "application/json") : null;

        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; ", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe-eval", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }
}
