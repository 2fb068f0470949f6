using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Caching;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class CachedScoreTests
{
    // Stands still: on no machine does a held request expire.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_that_was_scored_is_answered_without_a_run_and_says_so()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var first = await Results(await client.ScoreAsync(["Profit rose"], stop: Stop));

        var response = await client.ScoreAsync(["  Profit rose\n", "Sales fell"], stop: Stop);

        var again = await Results(response);
        Assert.Equal([true, false], again.Select(r => r.GetProperty("cached").GetBoolean()));
        Assert.False(first[0].GetProperty("cached").GetBoolean());
        Assert.Equal(first[0].GetRawText().Replace("false}", "true}"), again[0].GetRawText());
        Assert.Equal(2, app.Model.Ran.Count);
    }

    [Fact]
    public async Task A_request_of_known_texts_neither_queues_nor_runs()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);
        app.Model.Hold();
        var held = client.ScoreAsync(["Sales fell"], stop: Stop);
        await app.Model.Entered(Stop);

        var known = await client.ScoreAsync(["Profit rose"], wait: 3, stop: Stop);

        Assert.EndsWith("queue;dur=0.000, infer;dur=0.000", known.Headers.GetValues("Server-Timing").Single());
        Assert.Equal("wait=3", known.Headers.GetValues("Preference-Applied").Single());
        app.Model.Open();
        await held;
    }

    [Fact]
    public async Task A_text_that_stands_twice_in_a_request_runs_once_and_was_not_cached()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var results = await Results(await client.ScoreAsync(["Profit rose", "Profit rose"], stop: Stop));

        Assert.Equal([false, false], results.Select(r => r.GetProperty("cached").GetBoolean()));
        Assert.Equal(results[0].GetProperty("scores").GetRawText(), results[1].GetProperty("scores").GetRawText());
        Assert.Single(app.Model.Ran);
    }

    [Fact]
    public async Task Callers_who_ask_for_the_same_text_at_a_time_share_one_run()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var first = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var others = Enumerable.Range(0, 8).Select(_ => client.ScoreAsync(["Profit rose", "Sales fell"], stop: Stop)).ToList();
        // All eight share the first text's run, and seven of them the second's.
        var queue = app.Get<WorkQueue>();
        await Eventually.TrueAsync("all callers share runs", () => queue.Shared == 15, Stop, () => $"{queue.Shared} texts shared a run");

        app.Model.Open();

        var answers = await Task.WhenAll([first, .. others]);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(2, app.Model.Ran.Count);
    }

    [Fact]
    public async Task A_shared_run_that_fails_fails_for_each_under_its_own_trace()
    {
        var log = new TraceLog();
        await using var app = new ReasonatorApp { Time = _time, Replacing = services => services.AddSingleton<ILoggerProvider>(log) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => throw new InvalidOperationException("broken kernel");
        app.Model.Hold();
        var first = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var second = client.ScoreAsync(["Profit rose", "Sales fell"], stop: Stop);
        await Eventually.TrueAsync("the second caller's other text waits", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 1, Stop);

        app.Model.Open();

        var told = new[] { await (await first).ProblemAsync(500, "backend-failed"), await (await second).ProblemAsync(500, "backend-failed") };
        Assert.Equal(
            told.Select(problem => problem.GetProperty("trace_id").GetString()).Order(),
            log.Errors.Where(e => e.Message.Contains("4 tokens")).Select(e => e.TraceId).Distinct().Order());
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => new Logits(float.NaN, 0, 0);
        await (await client.ScoreAsync(["Profit rose"], stop: Stop)).ProblemAsync(500, "backend-failed");
        app.Model.Behaviour = null;

        var results = await Results(await client.ScoreAsync(["Profit rose"], stop: Stop));

        Assert.False(results[0].GetProperty("cached").GetBoolean());
        Assert.Equal(2, app.Model.Ran.Count);
    }

    [Fact]
    public async Task Without_a_cache_every_request_runs()
    {
        await using var app = new ReasonatorApp { Replacing = services => services.AddSingleton(new ScoreCache(0)) };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);

        var results = await Results(await client.ScoreAsync(["Profit rose"], stop: Stop));

        Assert.False(results[0].GetProperty("cached").GetBoolean());
        Assert.Equal(2, app.Model.Ran.Count);
    }

    [Fact]
    public async Task Info_tells_how_the_cache_is_used()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);

        var cache = (await (await client.GetAsync("/v1/info", Stop)).JsonAsync()).GetProperty("cache");

        Assert.Equal((1, 1, 1), (cache.GetProperty("entries").GetInt32(), cache.GetProperty("hits").GetInt32(), cache.GetProperty("misses").GetInt32()));
        Assert.InRange(cache.GetProperty("capacity").GetInt32(), 100_000, 200_000);
    }

    private static async Task<List<JsonElement>> Results(HttpResponseMessage response) =>
        [.. (await response.JsonAsync()).GetProperty("results").EnumerateArray()];
}
