using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reasonator.Security;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

namespace Reasonator.Tests.Security;

public sealed class TokenMatrixTests
{
    private static readonly Secrets Tokens = new() { ServiceToken = "current", PreviousServiceToken = "previous", OperatorToken = "operator" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_with_a_token_takes_those_that_open_it_and_no_other()
    {
        // The failed ones earn long waits: they are jumped over.
        await using var app = new ReasonatorApp
        {
            Replacing = services => services.AddSingleton(provider => new FailedTokens(new SkippingClock(), provider.GetRequiredService<IHostApplicationLifetime>())),
        };
        var client = await app.ReadyAsync(Stop);
        app.Secrets = Tokens;
        var guarded = Routes(app).Where(r => r.Token is not null).ToList();
        Assert.Equal(
            [
                "DELETE /v1/batches/{id}", "GET /metrics", "GET /v1/batches/{id}", "GET /v1/batches/{id}/results", "GET /v1/info", "GET /v1/scores",
                "POST /v1/batches", "POST /v1/rescore", "POST /v1/score",
            ],
            guarded.Select(r => $"{r.Method} {r.Path}").Order(StringComparer.Ordinal));
        Assert.Equal("/v1/rescore", guarded.Single(r => r.Token is RequiredToken.Operator).Path);

        foreach (var (method, route, token) in guarded)
        {
            var path = route.Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal);
            string[] right = ["Bearer current", "Bearer previous", "bearer current"];
            string?[] wrong = [null, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer dev", "Basic current", "current", "Bearer curren", "Bearer currents", "Bearer " + new string('x', 5000)];
            foreach (var header in token is RequiredToken.Operator ? [.. wrong, .. right] : wrong)
            {
                var refused = await Send(client, method, path, header);
                await refused.ProblemAsync(401, "unauthorized");
                Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().ToString());
            }

            foreach (var header in token is RequiredToken.Operator ? ["Bearer operator"] : (string[])[.. right, "Bearer operator"])
            {
                Assert.NotEqual(HttpStatusCode.Unauthorized, (await Send(client, method, path, header)).StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_stranger_is_told_so_whatever_the_body_is()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Secrets = Tokens;

        foreach (var type in (string[])["text/plain", "application/xml", "multipart/form-data"])
        {
            var refused = await client.PostAsync("/v1/score", new StringContent("x", null, type), Stop);
            await refused.ProblemAsync(401, "unauthorized");
        }
    }

    [Fact]
    public async Task Absent_and_wrong_tokens_get_the_same_answer()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Secrets = Tokens;

        var answers = new List<string>();
        foreach (var header in (string?[])[null, "Bearer wrong", "Basic x"])
        {
            var problem = await (await Send(client, "POST", "/v1/score", header)).ProblemAsync(401, "unauthorized");
            answers.Add(problem.GetProperty("detail").GetString() + problem.GetProperty("title").GetString());
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Open_routes_need_no_token()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Secrets = Tokens;

        foreach (var path in (string[])["/v1/health", "/v1/live", "/openapi/v1.json", "/docs"])
        {
            Assert.Equal(HttpStatusCode.OK, (await Send(client, "GET", path, null)).StatusCode);
        }
    }

    [Fact]
    public async Task Before_the_secrets_are_known_nobody_is_let_in_and_nobody_is_called_a_stranger()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Get<Reasonator.Health.Readiness>().Secrets = null;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send(client, "GET", "/v1/info", "Bearer dev")).StatusCode);
    }

    [Fact]
    public async Task A_rotated_token_works_without_a_restart()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/info", Stop)).StatusCode);

        app.Secrets = Tokens with { PreviousServiceToken = "dev" };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/info", Stop)).StatusCode);
        app.Secrets = Tokens with { PreviousServiceToken = null };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/info", Stop)).StatusCode);
    }

    private static IEnumerable<(string Method, string Path, RequiredToken? Token)> Routes(ReasonatorApp app) =>
        app.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace(":guid", ""), endpoint.Metadata.GetMetadata<TokenRequirement>()?.Token)));

    private static Task<HttpResponseMessage> Send(HttpClient client, string method, string path, string? authorization)
    {
        client.DefaultRequestHeaders.Remove("Authorization");
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return client.SendAsync(request, Stop);
    }
}
