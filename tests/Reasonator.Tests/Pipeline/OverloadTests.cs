using System.Net;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Pipeline;

public sealed class OverloadTests
{
    // Stands still unless a test advances it: on no machine does a held request expire by itself.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_would_finish_too_late_is_429_whole_and_the_wait_it_names_is_true()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        EveryRunTakes(app, seconds: 0.9);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose", "Sales fell"], stop: Stop);
        await app.Model.Entered(Stop);

        var refused = await client.ScoreAsync(["Profit rose again", "Sales fell again"], wait: 3, stop: Stop);

        await refused.ProblemAsync(429, "queue-full");
        // 1.8 s of work ahead and 1.8 s of its own, for three seconds' patience: after one second it would still be close.
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(1, app.Get<WorkQueue>().Depth(Lane.Interactive));
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Profit rose", "Sales fell"], wait: 3, stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task A_full_lane_is_429_and_nothing_of_the_request_is_taken()
    {
        await using var app = new ReasonatorApp { Time = _time, Pipeline = new PipelineOptions { Workers = 1, QueueCapacity = 32 } };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var waiting = client.ScoreAsync([.. Enumerable.Range(1, 32).Select(n => $"Profit rose {n}")], stop: Stop);
        await UntilDepth(app, 32);

        var refused = await client.ScoreAsync(["one more"], stop: Stop);

        await refused.ProblemAsync(429, "queue-full");
        Assert.InRange(refused.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 30);
        app.Model.Open();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], (await Task.WhenAll(running, waiting)).Select(r => r.StatusCode));
        Assert.Equal(33, app.Model.Ran.Count);
    }

    [Fact]
    public async Task Work_whose_deadline_passes_in_the_queue_is_504_and_is_not_run()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);

        var late = client.ScoreAsync(["Sales fell sharply"], wait: 1, stop: Stop);
        await UntilDepth(app, 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        await (await late).ProblemAsync(504, "deadline-passed");
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["after it"], stop: Stop)).StatusCode);
        Assert.DoesNotContain(app.Model.Ran, ids => ids.Length == 5);
    }

    [Fact]
    public async Task Work_whose_caller_goes_away_is_dropped_before_it_runs()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var left = client.ScoreAsync(["Sales fell sharply"], stop: gone.Token);
        await UntilDepth(app, 1);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await UntilDepth(app, 0);
        app.Model.Open();
        await running;
        Assert.Single(app.Model.Ran);
    }

    [Fact]
    public async Task Stalled_work_turns_health_red_until_a_run_finishes()
    {
        await using var app = new ReasonatorApp { Time = _time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var hung = client.ScoreAsync(["Profit rose"], wait: 25, stop: Stop);
        await app.Model.Entered(Stop);

        _time.Advance(TimeSpan.FromSeconds(21));

        var health = await client.GetAsync("/v1/health", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        var body = await health.JsonAsync();
        Assert.Equal(["status", "model_loaded", "reason"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal("stalled", body.GetProperty("status").GetString());
        await (await client.ScoreAsync(["Profit rose"], stop: Stop)).ProblemAsync(503, "stalled");
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await hung).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    private static void EveryRunTakes(ReasonatorApp app, double seconds)
    {
        for (var i = 0; i < 5000; i++)
        {
            app.Get<CostModel>().Observe(4 + (i % 40), TimeSpan.FromSeconds(seconds));
        }
    }

    private static Task UntilDepth(ReasonatorApp app, int depth)
    {
        var queue = app.Get<WorkQueue>();
        return Eventually.TrueAsync($"{depth} texts wait", () => queue.Depth(Lane.Interactive) == depth, Stop, () => $"{queue.Depth(Lane.Interactive)}");
    }
}
