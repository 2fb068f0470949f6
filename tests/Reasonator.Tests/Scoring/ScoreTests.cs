using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reasonator.Inference.Runtime;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class ScoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_in_the_order_of_the_items_with_the_keys_of_the_contract()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var response = await client.PostScoreAsync(
            """{"items":[{"id":"n-1","text":" Profit rose "},{"text":"Loss"}],"mode":"sentence","explain":false}""", Stop);

        var answer = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["model", "model_sha", "fingerprint", "results"], answer.EnumerateObject().Select(p => p.Name));
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["n-1", "1"], results.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal(
            ["id", "label", "sentiment", "scores", "tokens", "truncated", "cached"], results[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["positive", "negative", "neutral"], results[0].GetProperty("scores").EnumerateObject().Select(p => p.Name));
        Assert.Equal(4, results[0].GetProperty("tokens").GetInt32());
        Assert.Equal("positive", results[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task Tells_stage_times_and_the_weights_in_its_headers()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var response = await client.ScoreAsync(["Profit rose"], wait: 7, stop: Stop);

        Assert.Equal(new string('a', 64), response.Headers.GetValues("X-Model-Sha").Single());
        Assert.Matches(@"^tok;dur=\d+\.\d{3}, queue;dur=\d+\.\d{3}, infer;dur=\d+\.\d{3}$", response.Headers.GetValues("Server-Timing").Single());
        Assert.Equal("wait=7", response.Headers.GetValues("Preference-Applied").Single());
    }

    [Fact]
    public async Task Says_that_a_text_was_longer_than_the_model_reads()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var response = await client.ScoreAsync([string.Concat(Enumerable.Repeat("profit ", 510)), string.Concat(Enumerable.Repeat("profit ", 511))], stop: Stop);

        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([(512, false), (512, true)], results.Select(r => (r.GetProperty("tokens").GetInt32(), r.GetProperty("truncated").GetBoolean())));
    }

    [Fact]
    public async Task Echoes_a_request_id_and_continues_a_trace()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-17");
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var response = await client.PostScoreAsync("{}", Stop);

        Assert.Equal("raptor-17", response.Headers.GetValues("X-Request-Id").Single());
        var problem = await response.ProblemAsync(400, "invalid-request");
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", problem.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task A_text_that_makes_the_runtime_fail_fails_alone()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("broken kernel") : new Logits(0, 3, 0);

        var response = await client.ScoreAsync(["Profit rose", "poison", "Sales fell sharply"], stop: Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal("negative", results[0].GetProperty("label").GetString());
        Assert.Equal("negative", results[2].GetProperty("label").GetString());
        Assert.Equal(["id", "error"], results[1].EnumerateObject().Select(p => p.Name));
        var error = results[1].GetProperty("error");
        Assert.Equal(500, error.GetProperty("status").GetInt32());
        Assert.NotEmpty(error.GetProperty("trace_id").GetString()!);
        Assert.DoesNotContain("kernel", error.GetRawText());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task Of_eight_texts_the_one_whose_output_is_no_number_is_a_500_for_itself_alone(float output)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? new Logits(output, 0, 1) : new Logits(0, 3, 0);

        var response = await client.ScoreAsync([.. Enumerable.Range(0, 8).Select(i => i == 5 ? "poison" : $"Profit rose {i}")], stop: Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(500, results[5].GetProperty("error").GetProperty("status").GetInt32());
        Assert.False(results[5].TryGetProperty("scores", out _));
        Assert.All(results.Where((_, i) => i != 5), result => Assert.Equal("negative", result.GetProperty("label").GetString()));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), results.Select(result => result.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_failed_run_is_in_the_log_under_the_trace_id_that_the_caller_was_told()
    {
        var log = new TraceLog();
        await using var app = new ReasonatorApp { Replacing = services => services.AddSingleton<ILoggerProvider>(log) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => throw new InvalidOperationException("broken kernel");

        var told = (await (await client.ScoreAsync(["Profit rose"], stop: Stop)).ProblemAsync(500, "backend-failed")).GetProperty("trace_id").GetString();

        Assert.Equal(told, Assert.Single(log.Errors, e => e.Message.Contains("4 tokens")).TraceId);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task An_output_that_is_no_number_is_a_500_and_never_a_score(float output)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => new Logits(0, output, 1);

        var response = await client.ScoreAsync(["Profit rose"], stop: Stop);

        await response.ProblemAsync(500, "backend-failed");
        app.Model.Behaviour = null;
        // Neither kept: the next one who asks gets a run of his own.
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Profit rose"], stop: Stop)).StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.raptor+json")]
    public async Task Reads_every_way_to_say_json(string type)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var content = new ByteArrayContent("""{"items":[{"text":"Profit"}]}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/v1/score", content, Stop)).StatusCode);
    }

    [Fact]
    public async Task Takes_a_full_megabyte_of_body_and_thirty_two_items()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var body = $$"""{"items":[{{string.Join(',', Enumerable.Repeat("""{"text":"Profit"}""", 32))}}]}""";

        var response = await client.PostScoreAsync(body.PadRight(1 << 20), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(32, (await response.JsonAsync()).GetProperty("results").GetArrayLength());
    }
}
