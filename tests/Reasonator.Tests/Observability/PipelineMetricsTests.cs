using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Hosting;
using Reasonator.Pipeline;
using Reasonator.Tests.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Observability;

/// <summary>What <c>/metrics</c> says of the work.</summary>
public sealed class PipelineMetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scored_text_passes_every_stage_and_a_remembered_one_no_queue()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);

        var scrape = await Scrape.ReadAsync(client, s => s["reasonator_stage_duration_seconds_count", ("stage", "total")] == 2, Stop);

        Assert.Equal([2, 1, 1, 2], ((string[])["tokenize", "queue", "infer", "total"]).Select(stage => scrape["reasonator_stage_duration_seconds_count", ("stage", stage), ("lane", "interactive")]!.Value));
        Assert.Equal(
            ["0.001", "0.002", "0.004", "0.008", "0.016", "0.032", "0.064", "0.125", "0.25", "0.5", "1", "2.5", "5", "10", "20", "30", "+Inf"],
            scrape.Samples.Where(s => s.Name == "reasonator_stage_duration_seconds_bucket" && s.Labels["stage"] == "total").Select(s => s.Labels["le"]));
        Assert.True(scrape["reasonator_stage_duration_seconds_sum", ("stage", "total")] >= scrape["reasonator_stage_duration_seconds_sum", ("stage", "infer")]);
        Assert.Equal((1, 4), (scrape["reasonator_texts_total"], scrape["reasonator_tokens_total", ("lane", "interactive")]));
        Assert.Equal((1, 1, ScoreCache.BytesAnEntry), (scrape["reasonator_cache_hits_total"], scrape["reasonator_cache_misses_total"], scrape["reasonator_cache_size_bytes"]));
        Assert.InRange(scrape["reasonator_cache_capacity_bytes"]!.Value, ServiceOptions.DefaultCacheBytes - ScoreCache.BytesAnEntry, ServiceOptions.DefaultCacheBytes);
    }

    [Fact]
    public async Task What_waits_shows_by_lane_with_the_age_of_the_first_and_those_that_share_its_run()
    {
        var time = new FakeTimeProvider();
        await using var app = new ReasonatorApp { Time = time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var (waiting, sharing) = (client.ScoreAsync(["Sales fell", "Margins shrank"], stop: Stop), client.ScoreAsync(["Profit rose"], stop: Stop));
        var queue = app.Get<WorkQueue>();
        await Eventually.TrueAsync("two texts wait and one shares a run", () => queue.Depth(Lane.Interactive) == 2 && queue.Shared == 1, Stop);

        time.Advance(TimeSpan.FromSeconds(7));
        var scrape = await Scrape.ReadAsync(client, _ => true, Stop);
        app.Model.Open();
        await Task.WhenAll(running, waiting, sharing);

        Assert.Equal((2, 0), (scrape["reasonator_queue_depth", ("lane", "interactive")], scrape["reasonator_queue_depth", ("lane", "batch")]));
        Assert.Equal((7, 0), (scrape["reasonator_queue_oldest_age_seconds", ("lane", "interactive")], scrape["reasonator_queue_oldest_age_seconds", ("lane", "batch")]));
        Assert.Equal(1, scrape["reasonator_queue_shared_total"]);
    }

    [Fact]
    public void The_age_of_a_lane_is_its_firsts_whatever_was_dropped_or_moved_before_it()
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue(new PipelineOptions { Workers = 1, QueueCapacity = 40 }, new CostModel(), time);
        ScoreJob Admit(Lane lane, TextRun run)
        {
            var job = new ScoreJob([run], TimeSpan.FromSeconds(20), time.GetTimestamp(), lane);
            Assert.Equal(Admittance.Admitted, queue.TryAdmit(job, out _));
            time.Advance(TimeSpan.FromSeconds(1));
            return job;
        }

        var (dropped, _, _) = (Admit(Lane.Batch, JobTexts.Named("dropped")), Admit(Lane.Batch, JobTexts.Named("moved")), Admit(Lane.Batch, JobTexts.Named("stays")));
        Assert.Equal(TimeSpan.FromSeconds(3), queue.OldestWait(Lane.Batch));

        queue.Abandon(dropped, JobEnd.Cancelled);
        Assert.Equal(TimeSpan.FromSeconds(2), queue.OldestWait(Lane.Batch));

        Admit(Lane.Interactive, JobTexts.Named("moved"));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)), (queue.OldestWait(Lane.Batch), queue.OldestWait(Lane.Interactive)));

        // What was taken off is not run: the two that are left are.
        Assert.Equal([Lane.Interactive, Lane.Batch], ((Lane[])[queue.Take(out _, Stop).Lane, queue.Take(out _, Stop).Lane]).Order());
        Assert.Equal(TimeSpan.Zero, queue.OldestWait(Lane.Batch));
    }

    [Fact]
    public async Task Counting_allocates_nothing()
    {
        await using var app = new ReasonatorApp();
        await app.ReadyAsync(Stop);
        var (metrics, run) = (app.Get<PipelineMetrics>(), JobTexts.Named("counted"));
        void Count(int times)
        {
            for (var i = 0; i < times; i++)
            {
                metrics.Ran(run, succeeded: true);
                metrics.Answered(Lane.Interactive, new StageTimes(1, 2, 3, 4, 5));
            }
        }

        // The first of each label set makes its room.
        Count(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(1000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    [Fact]
    public async Task Model_costs_memory_and_collections_are_those_of_the_process()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        for (var i = 0; i < 500; i++)
        {
            app.Get<CostModel>().Observe(20, TimeSpan.FromSeconds(0.02));
        }

        var scrape = await Scrape.ReadAsync(client, _ => true, Stop);

        var model = scrape.Samples.Single(sample => sample.Name == "reasonator_model_info");
        Assert.Equal(["commit", "fingerprint", "model", "model_sha", "version"], model.Labels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("finbert-mini", app.Sha, BuildVersion.Version, 1), (model.Labels["model"], model.Labels["model_sha"], model.Labels["version"], model.Value));
        Assert.Equal(0.02, scrape["reasonator_cost_run_seconds"]!.Value + (20 * scrape["reasonator_cost_token_seconds"]!.Value) + (400 * scrape["reasonator_cost_token_squared_seconds"]!.Value), 0.001);
        Assert.InRange(scrape["reasonator_cost_error"]!.Value, 1e-9, 1);
        Assert.InRange(scrape["reasonator_memory_bytes", ("kind", "resident")]!.Value, 1 << 20, scrape["reasonator_memory_bytes", ("kind", "peak")]!.Value);
        Assert.InRange(scrape["reasonator_memory_bytes", ("kind", "managed")]!.Value, 1 << 20, scrape["reasonator_memory_bytes", ("kind", "resident")]!.Value);
        Assert.Equal(["0", "1", "2"], scrape.Samples.Where(s => s.Name == "reasonator_gc_collections_total").Select(s => s.Labels["generation"]));
        Assert.True(scrape["reasonator_gc_pause_seconds_total"] >= 0 && scrape["reasonator_uptime_seconds"] >= 0);
        Assert.Equal(1, scrape["reasonator_status", ("state", "ok")]);
        Assert.Equal(5, scrape.Samples.Count(sample => sample.Name == "reasonator_status"));
    }
}
