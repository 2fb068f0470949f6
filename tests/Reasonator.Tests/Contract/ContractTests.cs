using System.Net;
using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

public sealed class ContractTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Committed => Path.Combine(Repository.Root, "docs", "openapi.json");

    [Fact]
    public async Task The_committed_contract_is_what_the_routes_declare()
    {
        var actual = await ContractDocument.FromRoutesAsync(Stop);
        var accept = Path.Combine(Repository.Root, "artifacts", "openapi.json");
        await File.WriteAllTextAsync(accept, actual, Stop);

        Assert.True(
            actual == await File.ReadAllTextAsync(Committed, Stop),
            $"The routes declare another contract. If that is meant: cp {accept} {Committed}");
    }

    [Fact]
    public async Task The_committed_contract_is_what_is_served()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Authorization = null;

        var response = await client.GetAsync("/openapi/v1.json", Stop);

        Assert.Equal(await File.ReadAllTextAsync(Committed, Stop), await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Every_status_that_scoring_answers_is_declared()
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Committed, Stop));
        var declared = document.RootElement.GetProperty("paths").GetProperty("/v1/score").GetProperty("post").GetProperty("responses");
        var provoked = await ScoringStatuses();

        Assert.Equal(["200", "400", "401", "413", "415", "429", "500", "503", "504"], provoked.Keys.Order());
        Assert.Equal(provoked.Keys.Order(), declared.EnumerateObject().Select(p => p.Name).Order());
        foreach (var (status, type) in provoked)
        {
            Assert.True(declared.GetProperty(status).GetProperty("content").TryGetProperty(type, out _), $"{status} is declared without {type}.");
        }
    }

    [Fact]
    public async Task Tokens_and_the_two_forms_of_health_are_declared()
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Committed, Stop));
        var paths = document.RootElement.GetProperty("paths");

        Assert.Equal(["/v1/health", "/v1/info", "/v1/live", "/v1/score"], paths.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(["get", "head"], paths.GetProperty("/v1/health").EnumerateObject().Select(p => p.Name).Order());
        Assert.False(paths.GetProperty("/v1/health").GetProperty("get").TryGetProperty("security", out _));
        Assert.Equal(1, paths.GetProperty("/v1/score").GetProperty("post").GetProperty("security").GetArrayLength());
        Assert.Equal(1, paths.GetProperty("/v1/info").GetProperty("get").GetProperty("security").GetArrayLength());
    }

    private static async Task<Dictionary<string, string>> ScoringStatuses()
    {
        await using var app = new ReasonatorApp { Pipeline = new() { Workers = 1, QueueCapacity = 32 } };
        var client = await app.ReadyAsync(Stop);
        var seen = new Dictionary<string, string>();
        void See(HttpResponseMessage response) => seen[((int)response.StatusCode).ToString()] = response.Content.Headers.ContentType!.MediaType!;

        See(await client.ScoreAsync(["Profit"], stop: Stop));
        See(await client.PostScoreAsync("{}", Stop));
        See(await client.ScoreAsync([.. Enumerable.Repeat("a", 33)], stop: Stop));
        See(await client.PostAsync("/v1/score", new StringContent("x"), Stop));
        app.Model.Behaviour = _ => new Logits(float.NaN, 0, 0);
        See(await client.ScoreAsync(["Profit"], stop: Stop));
        app.Model.Behaviour = null;
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit"], stop: Stop);
        await app.Model.Entered(Stop);
        See(await client.ScoreAsync([.. Enumerable.Repeat("a", 32)], wait: 1, stop: Stop));
        See(await client.ScoreAsync(["one more"], stop: Stop));
        app.Model.Open();
        await running;
        client.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        See(await client.ScoreAsync(["Profit"], stop: Stop));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "dev");
        app.Get<Reasonator.Health.Readiness>().Drain();
        See(await client.ScoreAsync(["Profit"], stop: Stop));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/live", Stop)).StatusCode);
        return seen;
    }
}
