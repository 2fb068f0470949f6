using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_model_loads_it_is_503_with_exactly_two_keys_and_HEAD_says_the_same()
    {
        using var gate = new ManualResetEventSlim();
        await using var app = new ReasonatorApp { Loading = () => gate.Wait(Stop) };
        var client = app.Client();

        var get = await client.GetAsync("/v1/health", Stop);
        var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/health"), Stop);

        Assert.Equal("""{"status":"warming_up","model_loaded":false}""", await get.Content.ReadAsStringAsync(Stop));
        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable], [get.StatusCode, head.StatusCode]);
        Assert.Equal(TimeSpan.FromSeconds(1), get.Headers.RetryAfter?.Delta);
        Assert.Equal(get.Headers.RetryAfter?.ToString(), head.Headers.RetryAfter?.ToString());
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        await (await client.ScoreAsync(["Profit"], stop: Stop)).ProblemAsync(503, "warming-up");
        gate.Set();
    }

    [Fact]
    public async Task When_ready_it_is_200_with_exactly_the_keys_of_the_runbook_in_order()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var response = await client.GetAsync("/v1/health", Stop);

        Assert.Matches(
            """^\{"status":"ok","model_loaded":true,"model_sha":"a{64}","queue_depth":\{"interactive":0,"batch":0\},"uptime_seconds":\d+,"version":"\d+\.\d+\.\d+"\}$""",
            await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/health"), Stop)).StatusCode);
    }

    [Fact]
    public async Task A_model_that_does_not_pass_is_failed_with_its_reason_and_the_process_can_still_answer()
    {
        await using var app = new ReasonatorApp { Loading = () => throw new ModelException("Self-test failed at golden text 3: restore the weights.") };
        var client = app.Client();
        await Eventually.TrueAsync("the boot has failed", () => app.Get<Readiness>().Reason is not null, Stop);

        var response = await client.GetAsync("/v1/health", Stop);

        Assert.Equal(
            """{"status":"failed","model_loaded":false,"reason":"Self-test failed at golden text 3: restore the weights."}""",
            await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await (await client.ScoreAsync(["Profit"], stop: Stop)).ProblemAsync(503, "failed");
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("/v1/live", Stop));
        var info = await (await client.GetAsync("/v1/info", Stop)).JsonAsync();
        Assert.Equal("failed", info.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Draining_refuses_new_work_answers_queued_work_and_finishes_running_work()
    {
        await using var app = new ReasonatorApp { Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var queued = client.ScoreAsync(["Sales fell"], stop: Stop);
        await Eventually.TrueAsync("a text waits", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 1, Stop);

        app.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        await (await queued).ProblemAsync(503, "draining");
        // The listener is still up while the last run goes on.
        var health = await client.GetAsync("/v1/health", Stop);
        Assert.Equal("draining", (await health.JsonAsync()).GetProperty("status").GetString());
        await (await client.ScoreAsync(["Late"], stop: Stop)).ProblemAsync(503, "draining");
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
    }

    [Fact]
    public async Task A_drain_that_runs_out_of_time_leaves_the_run_and_goes_on_with_the_stop()
    {
        await using var app = new ReasonatorApp { Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var drain = app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Reasonator.Hosting.Drain>().Single();

        await drain.StoppingAsync(new CancellationToken(canceled: true));

        Assert.False(running.IsCompleted);
        await (await client.ScoreAsync(["Late"], stop: Stop)).ProblemAsync(503, "draining");
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
    }
}
