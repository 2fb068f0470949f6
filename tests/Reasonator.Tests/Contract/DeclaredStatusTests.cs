using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Health;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

/// <summary>Provokes each status on the running service and looks its answer up in the committed document.</summary>
public sealed class DeclaredStatusTests
{
    private const string Valid = """{"items":[{"text":"Apple raises guidance after record quarter"}]}""";

    private static readonly int[] ScoreStatuses = [200, 400, 401, 403, 413, 415, 429, 500, 503, 504];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_document_declares_the_provoked_statuses_and_no_others()
    {
        Assert.Equal(ScoreStatuses, Statuses("/v1/score", "post"));
        Assert.Equal([200, 503], Statuses("/v1/health", "get"));
        Assert.Equal([200, 503], Statuses("/v1/health", "head"));
        Assert.Equal([200], Statuses("/v1/live", "get"));
        Assert.Equal([200, 401, 403, 503], Statuses("/v1/info", "get"));
        Assert.Equal([200, 400, 401, 403, 429, 503], Statuses("/v1/watch", "get"));
        Assert.Equal([200, 400, 401, 403, 503], Statuses("/v1/drift", "get"));
    }

    [Theory]
    [InlineData(200, Valid)]
    [InlineData(400, """{"items":[]}""")]
    [InlineData(401, Valid, "wrong")]
    [InlineData(413, null)]
    [InlineData(415, Valid, "dev", "text/plain")]
    public async Task What_score_answers_by_the_request_is_declared(int status, string? body, string token = "dev", string type = "application/json")
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        body ??= JsonSerializer.Serialize(new { items = Enumerable.Repeat(new { text = "x" }, 33) });

        using var response = await client.PostAsync("/v1/score", new StringContent(body, Encoding.UTF8, type), Stop);

        await DeclaredAnswer.AssertAsync(response, status);
    }

    [Fact]
    public async Task What_score_answers_when_the_model_fails_is_declared()
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("broken") : new(2, -1, 0);

        using var whole = await client.ScoreAsync(["loss"], stop: Stop);
        using var mixed = await client.ScoreAsync(["loss", "profit rose"], stop: Stop);

        await DeclaredAnswer.AssertAsync(whole, 500);
        await DeclaredAnswer.AssertAsync(mixed, 200);
    }

    [Fact]
    public async Task What_score_answers_under_load_is_declared()
    {
        // Stands still unless the test advances it: on no machine does a held request expire by itself.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = new ReasonatorApp { Time = time, Pipeline = new PipelineOptions { Workers = 1, QueueCapacity = 1 } };
        using var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["first"], stop: Stop);
        await app.Model.Entered(Stop);
        var waiting = client.ScoreAsync(["second"], wait: 1, Stop);
        await Eventually.TrueAsync("the second text waits", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 1, Stop);

        using var refused = await client.ScoreAsync(["third"], stop: Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        using var late = await waiting;
        app.Model.Open();
        using var served = await running;

        await DeclaredAnswer.AssertAsync(refused, 429);
        await DeclaredAnswer.AssertAsync(late, 504);
        await DeclaredAnswer.AssertAsync(served, 200);
    }

    [Theory]
    [InlineData("GET", "/v1/health", 200, 503)]
    [InlineData("HEAD", "/v1/health", 200, 503)]
    [InlineData("GET", "/v1/live", 200, 200)]
    [InlineData("GET", "/v1/info", 200, 200)]
    [InlineData("POST", "/v1/score", 200, 503)]
    public async Task What_is_answered_by_the_state_is_declared(string method, string path, int ready, int draining)
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);

        using var well = await client.SendAsync(Request(method, path), Stop);
        app.Get<Readiness>().Drain();
        using var stopping = await client.SendAsync(Request(method, path), Stop);

        await DeclaredAnswer.AssertAsync(well, ready);
        await DeclaredAnswer.AssertAsync(stopping, draining);
    }

    [Theory]
    [InlineData("GET", "/v1/watch", false, 401)]
    [InlineData("GET", "/v1/watch", true, 503)]
    [InlineData("GET", "/v1/drift", false, 401)]
    [InlineData("GET", "/v1/drift", true, 503)]
    [InlineData("GET", "/v1/info", false, 401)]
    [InlineData("GET", "/v1/info", true, 503)]
    [InlineData("POST", "/v1/score", true, 503)]
    public async Task What_is_answered_without_a_token_or_before_the_vault_is_declared(string method, string path, bool early, int status)
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Authorization = null;
        app.Get<Readiness>().Secrets = early ? null : app.Get<Readiness>().Secrets;

        using var response = await client.SendAsync(Request(method, path), Stop);

        await DeclaredAnswer.AssertAsync(response, status);
    }

    private static HttpRequestMessage Request(string method, string path) => new(new HttpMethod(method), path)
    {
        Content = method == "POST" ? new StringContent(Valid, Encoding.UTF8, "application/json") : null,
    };

    private static IEnumerable<int> Statuses(string path, string method) =>
        ContractDocument.Operation(path, method).GetProperty("responses").EnumerateObject().Select(answer => int.Parse(answer.Name));
}
