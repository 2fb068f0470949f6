using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Vault;

namespace Reasonator.Tests.Tracing;

/// <summary>Provokes each status of the two routes and looks its answer up in the committed document.</summary>
public sealed class TracingAnswerTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Valid = """{"stale":true}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_document_declares_the_provoked_statuses_and_no_others()
    {
        Assert.Equal([200, 400, 401, 403, 503], Statuses("/v1/scores", "get"));
        Assert.Equal([202, 400, 401, 403, 413, 415, 422, 503], Statuses("/v1/rescore", "post"));
    }

    [Theory]
    [InlineData("text_sha256=abc", "/text_sha256")]
    [InlineData("text_sha256=gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg", "/text_sha256")]
    [InlineData("model_sha=", "/model_sha")]
    [InlineData("request_id=", "/request_id")]
    [InlineData("request_id=%00", "/request_id")]
    [InlineData("stale=yes", "/stale")]
    [InlineData("stale=true&stale=true", "/stale")]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=1001", "/limit")]
    [InlineData("limit=-1", "/limit")]
    [InlineData("after=", "/after")]
    [InlineData("after=0193d1c7-0000-7000-8000-000000000000.-1", "/after")]
    [InlineData("after=7", "/after")]
    [InlineData("Limit=5", "/Limit")]
    [InlineData("a/b=5", "/a~1b")]
    [InlineData("limit=x&stal=true", "/limit", "/stal")]
    public async Task A_query_that_is_not_understood_is_refused_with_the_names_of_its_faults(string query, params string[] faults)
    {
        await using var app = await AppAsync();
        using var client = await app.ReadyAsync(Stop);

        using var answer = await client.GetAsync($"/v1/scores?{query}", Stop);

        await DeclaredAnswer.AssertAsync(answer, 400);
        var problem = await answer.ProblemAsync(400, "invalid-request");
        Assert.Equal(faults, problem.GetProperty("errors").EnumerateObject().Select(fault => fault.Name));
    }

    [Theory]
    [InlineData("{}", "/stale")]
    [InlineData("""{"stale":false}""", "/stale")]
    [InlineData("""{"stale":"true"}""", "/stale")]
    [InlineData("""{"stale":true,"model_sha":"x"}""", "/model_sha")]
    [InlineData("""{"stale":true,"stale":true}""", "/stale")]
    [InlineData("""{"stale":true""", "")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    public async Task A_body_that_says_anything_else_is_refused_with_the_field(string body, string fault)
    {
        await using var app = await AppAsync();
        using var client = await app.ReadyAsync(Stop);

        using var answer = await PostAsync(client, body);

        await DeclaredAnswer.AssertAsync(answer, 400);
        Assert.Equal(fault, (await answer.ProblemAsync(400, "invalid-request")).GetProperty("errors").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task What_a_well_formed_request_is_answered_is_declared()
    {
        await using var app = await AppAsync();
        using var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["One."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 1, Stop);

        using var scores = await client.GetAsync("/v1/scores?limit=1", Stop);
        using var rescored = await PostAsync(client, Valid, key: "k");
        using var reused = await PostAsync(client, Valid + " ", key: "k");
        using var keyed = await PostAsync(client, Valid, key: "no key");
        using var large = await PostAsync(client, Valid + new string(' ', 1024));
        using var plain = await PostAsync(client, Valid, type: "text/plain");

        await DeclaredAnswer.AssertAsync(scores, 200);
        await DeclaredAnswer.AssertAsync(rescored, 202);
        await DeclaredAnswer.AssertAsync(reused, 422);
        await DeclaredAnswer.AssertAsync(keyed, 400);
        await DeclaredAnswer.AssertAsync(large, 413);
        await DeclaredAnswer.AssertAsync(plain, 415);
    }

    [Fact]
    public async Task Without_a_database_both_say_so()
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);

        using var scores = await client.GetAsync("/v1/scores", Stop);
        using var rescored = await PostAsync(client, Valid);

        await DeclaredAnswer.AssertAsync(scores, 503);
        await DeclaredAnswer.AssertAsync(rescored, 503);
        await scores.ProblemAsync(503, "no-database");
        await rescored.ProblemAsync(503, "no-database");
    }

    [Fact]
    public async Task Without_a_model_nothing_can_be_told_stale()
    {
        await using var app = new ReasonatorApp
        {
            Store = StoreApp.Hurried(await server.MigratedAsync(Stop)),
            Loading = () => throw new Reasonator.Models.ModelException("No weights."),
        };
        using var client = app.Client();
        await Eventually.SeesAsync(
            "the model is refused", () => Task.FromResult(app.Get<Readiness>().Status), status => status is ServiceStatus.Failed, Stop);
        await app.StoreAsync(store => store.State == "ok", Stop);
        using var scores = await client.GetAsync("/v1/scores", Stop);
        using var rescored = await PostAsync(client, Valid);

        await DeclaredAnswer.AssertAsync(scores, 503);
        await DeclaredAnswer.AssertAsync(rescored, 503);
        await scores.ProblemAsync(503, "failed");
    }

    [Fact]
    public async Task A_draining_service_still_tells_and_takes_no_rescoring()
    {
        await using var app = await AppAsync();
        using var client = await app.ReadyAsync(Stop);
        app.Get<Readiness>().Drain();

        using var scores = await client.GetAsync("/v1/scores", Stop);
        using var rescored = await PostAsync(client, Valid);

        await DeclaredAnswer.AssertAsync(scores, 200);
        await DeclaredAnswer.AssertAsync(rescored, 503);
    }

    [Theory]
    [InlineData(DeploymentEnvironment.Development, null, "dev", 200, 202)]
    [InlineData(DeploymentEnvironment.Development, "op", "dev", 200, 401)]
    [InlineData(DeploymentEnvironment.Development, "op", "op", 200, 202)]
    [InlineData(DeploymentEnvironment.Staging, null, "dev", 200, 401)]
    [InlineData(DeploymentEnvironment.Staging, "op", "dev", 200, 401)]
    [InlineData(DeploymentEnvironment.Staging, "op", "op", 200, 202)]
    [InlineData(DeploymentEnvironment.Staging, "op", "wrong", 401, 401)]
    public async Task A_rescoring_wants_the_operators_token(object environment, string? operatorToken, string token, int scores, int rescore)
    {
        await using var app = await AppAsync((DeploymentEnvironment)environment);
        using var client = await app.ReadyAsync(Stop);
        app.Secrets = new Secrets { ServiceToken = "dev", OperatorToken = operatorToken };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var listed = await client.GetAsync("/v1/scores", Stop);
        using var rescored = await PostAsync(client, Valid);

        await DeclaredAnswer.AssertAsync(listed, scores);
        await DeclaredAnswer.AssertAsync(rescored, rescore);
    }

    /// <summary>Staging differs in what its tokens open; its vault is not what is tested here.</summary>
    private async Task<ReasonatorApp> AppAsync(DeploymentEnvironment environment = DeploymentEnvironment.Development) => new()
    {
        Store = StoreApp.Hurried(await server.MigratedAsync(Stop)),
        Replacing = services =>
        {
            var options = (ServiceOptions)services.Single(service => service.ServiceType == typeof(ServiceOptions)).ImplementationInstance!;
            services.AddSingleton(new SecretSource(options, TimeProvider.System));
            services.AddSingleton(options with { Environment = environment });
        },
    };

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body, string? key = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/rescore") { Content = new StringContent(body, Encoding.UTF8, type) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, Stop);
    }

    private static IEnumerable<int> Statuses(string path, string method) =>
        ContractDocument.Operation(path, method).GetProperty("responses").EnumerateObject().Select(answer => int.Parse(answer.Name));
}
