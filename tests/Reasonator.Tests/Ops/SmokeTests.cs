using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reasonator.Runbook;
using Reasonator.Tests.Process;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Ops;

public sealed class SmokeTests : OpsTests
{
    private static readonly string[] Names = ["health", "health keys", "model_sha", "head", "without a token", "score"];

    [Fact]
    public async Task A_service_that_is_warm_passes_and_its_pin_is_the_manifests()
    {
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);

        var answer = await SmokeAsync(service.Client.BaseAddress!, "dev");

        answer.IsDone("health: 200 at once: it was warm already", ", as pinned", "head: 200, 0 bytes", "without a token: 401", "score: positive").Hides("Bearer");
        Assert.Equal(Names, answer.Said("found").Take(6).Select(line => line.Split(": ")[0]));
    }

    [Fact]
    public async Task A_service_that_is_cold_is_waited_for()
    {
        var (vault, asked) = (World.WithSecrets().Vault, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // Both logins that a boot makes before it gives a slow vault up, some 12 s in all.
        vault.AnswerNext("/login", async context =>
        {
            await asked.Task.WaitAsync(context.RequestAborted);
            await vault.Identity.LogIn(vault.Logins.Last().Body)(context);
        }, times: 2);
        await using var service = ServiceProcess.Serve(new Dictionary<string, string>(vault.Environment().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))) { ["ENV"] = "staging" });
        vault.Secrets["FINBERT_MODEL_SHA"] = "unknown";
        await service.HealthAsync("health is 503, since the vault is held", (answer, _) => (int)answer.StatusCode == 503, Stop);
        using var handler = new AfterTheFirst(asked);
        using var client = new ServiceClient(service.Client.BaseAddress!, null, TimeProvider.System, handler);

        var checks = await new Smoke(client, TimeProvider.System).RunAsync(null, OpsWorld.Token, Eventually.Deadline, Stop);

        Assert.All(checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Detail}"));
        Assert.StartsWith("503 warming_up, then 200 ok after ", checks[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "score: no token: export RACK_SERVICE_TOKEN")]
    [InlineData("wrong", "score: 401")]
    public async Task A_token_that_is_missing_or_wrong_fails_the_score_alone(string token, string says)
    {
        var answer = await SmokeAsync(await StubAsync(), token, "--model-sha", OpsWorld.Pin);

        answer.Ends(1);
        Assert.StartsWith(says, Assert.Single(answer.Said("wrong")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_weights_than_pinned_fail()
    {
        var answer = await SmokeAsync(await StubAsync(), OpsWorld.Token, "--model-sha", new string('b', 64));

        answer.Ends(1);
        Assert.Equal([$"model_sha: {OpsWorld.Pin}, pinned {new string('b', 64)}"], answer.Said("wrong"));
    }

    [Fact]
    public async Task A_red_service_fails_after_the_deadline_with_its_reason()
    {
        World.Dyno.IsRed = _ => true;

        var answer = await SmokeAsync(await StubAsync(), OpsWorld.Token, "--deadline", "0");

        answer.Ends(1, "health: 503 failed: the model file has another hash", "score: 503 urn:reasonator:failed");
    }

    [Fact]
    public async Task Nobody_there_fails_with_no_answer()
    {
        using var nobody = new ReservedPort();

        (await SmokeAsync(nobody.Url, "x", "--deadline", "0")).Ends(1, "health: no answer, then no answer");
    }

    [Theory]
    [InlineData("text/html", "<html>Sign in</html>")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "[1]")]
    [InlineData("application/json", """{"results":[]}""")]
    [InlineData("application/json", """{"results":[{"label":7,"sentiment":"high"}]}""")]
    public async Task Somebody_else_who_answers_200_to_everything_fails_the_checks(string type, string body)
    {
        await using var stranger = await FakeListener.StartAsync((context, _) => FakeAnswers.Raw(200, type, HttpMethods.IsHead(context.Request.Method) ? "" : body)(context));

        var answer = await SmokeAsync(stranger.Address, "x");

        answer.Ends(1);
        Assert.Equal(["health keys", "model_sha", "without a token", "score"], answer.Said("wrong").Select(line => line.Split(": ")[0]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("b", 1)]
    public async Task As_JSON_it_is_one_object_with_every_check(string wrong, int code)
    {
        var url = await StubAsync();
        var answer = await SmokeAsync(url, OpsWorld.Token, "--json", "--model-sha", OpsWorld.Pin[wrong.Length..] + wrong);

        answer.Ends(code);
        var result = JsonDocument.Parse(Assert.Single(answer.Lines)).RootElement;
        Assert.Equal(["url", "passed", "checks"], result.EnumerateObject().Select(p => p.Name));
        Assert.Equal((url.GetLeftPart(UriPartial.Authority), code == 0), (result.GetProperty("url").GetString(), result.GetProperty("passed").GetBoolean()));
        Assert.Equal(Names, result.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()));
        Assert.All(result.GetProperty("checks").EnumerateArray(), check => Assert.Equal(["name", "passed", "detail"], check.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task The_gates_headers_go_to_the_public_host_alone()
    {
        await SmokeAsync(await StubAsync(), OpsWorld.Token, "--model-sha", OpsWorld.Pin);
        Assert.DoesNotContain(World.Dyno.Of(OpsWorld.App).Calls, call => call.Headers.ContainsKey("CF-Access-Client-Secret"));

        await World.RunHereAsync((session, stop) => new Smoke(session.Service(session.PublicUrl, gated: true), session.Time).RunAsync(OpsWorld.Pin, OpsWorld.Token, TimeSpan.Zero, stop));
        Assert.Equal(World.Vault.AccessClientSecret, World.Dyno.Of(OpsWorld.App).Calls[^1].Headers["CF-Access-Client-Secret"]);
    }

    private async Task<Uri> StubAsync()
    {
        World.WithSecrets();
        return (await World.WithCodeAsync()).WebUrl;
    }

    private Task<OpsAnswer> SmokeAsync(Uri url, string token, params string[] options)
    {
        World.Environment["RACK_SERVICE_TOKEN"] = token;
        return OpsProcess.RunAsync(["ops", "smoke", "--url", url.ToString(), .. options], World.Environment);
    }

    /// <summary>Lets somebody know that there was an answer.</summary>
    private sealed class AfterTheFirst(TaskCompletionSource answered) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            answered.TrySetResult();
            return answer;
        }
    }
}
