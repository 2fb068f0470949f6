using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Pipeline;

/// <summary>What is ahead of whom, since when, and for how long.</summary>
public sealed class QueueAccountTests : IDisposable
{
    // Before anything was measured 32 tokens are taken for 3 ms, so this many for some 3 s.
    private const int ThreeSeconds = 32_000;

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public QueueAccountTests() => _queue = new WorkQueue(new PipelineOptions { Workers = 2, QueueCapacity = 4 }, new CostModel(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void What_runs_is_ahead_of_who_comes_until_it_has_ended()
    {
        Admit(Job(ThreeSeconds));
        var running = Take();

        Assert.Equal(Admittance.TooLate, Offer(Job(3, deadline: 1)));
        _queue.Finished(running);
        Assert.Equal(Admittance.Admitted, Offer(Job(3, deadline: 1)));
    }

    [Fact]
    public void Batch_work_is_ahead_of_batch_work_only_and_interactive_work_of_both()
    {
        Admit(Job(ThreeSeconds, lane: Lane.Batch));
        Assert.Equal(Admittance.TooLate, Offer(Job(3, deadline: 1, lane: Lane.Batch)));
        Assert.Equal(Admittance.Admitted, Offer(Job(3, deadline: 1)));

        Admit(Job(ThreeSeconds));
        Assert.Equal(Admittance.TooLate, Offer(Job(3, deadline: 1)));
        Assert.Equal(Admittance.TooLate, Offer(Job(3, deadline: 3.5, lane: Lane.Batch)));
    }

    [Fact]
    public void A_long_text_is_not_divided_among_workers_whatever_short_ones_come_with_it()
    {
        TextRun[] texts = [.. JobTexts.Distinct(1), .. JobTexts.Distinct(1, ThreeSeconds), .. JobTexts.Distinct(1)];

        Assert.Equal(Admittance.TooLate, Offer(new ScoreJob(texts, TimeSpan.FromSeconds(3), _time.GetTimestamp())));
    }

    [Fact]
    public void A_deadline_counts_from_the_arrival_not_from_the_offer()
    {
        var late = Job(3, deadline: 20);
        _time.Advance(TimeSpan.FromSeconds(19.9995));

        Assert.Equal(Admittance.TooLate, Offer(late));
    }

    [Fact]
    public void A_full_lane_is_told_how_long_what_is_asked_for_takes_to_drain()
    {
        Admit(Job(ThreeSeconds), Job(ThreeSeconds), Job(ThreeSeconds), Job(ThreeSeconds));

        // Four times three seconds on two workers; the room of two texts is there after half of it.
        Assert.Equal(Admittance.Full, _queue.TryAdmit(new ScoreJob(JobTexts.Distinct(2), TimeSpan.FromSeconds(20), _time.GetTimestamp()), out var seconds));
        Assert.Equal(4, seconds);
    }

    [Fact]
    public void Is_not_stalled_while_runs_finish_though_work_is_always_held()
    {
        Admit(Job(3), Job(3));
        var first = Take();
        _time.Advance(TimeSpan.FromSeconds(15));
        Admit(Job(3));
        _queue.Finished(first);
        Take();

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(_queue.IsStalled);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_queue.IsStalled);
    }

    [Fact]
    public void A_job_that_comes_to_held_work_does_not_put_a_stall_off()
    {
        Admit(Job(3));
        _time.Advance(TimeSpan.FromSeconds(15));
        Admit(Job(3));
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.True(_queue.IsStalled);
    }

    [Fact]
    public void A_batch_texts_turn_comes_when_it_has_waited_for_more_than_a_period()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        Admit(Job(3, lane: Lane.Batch), Job(3), Job(3));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Lane.Interactive, Take().Lane);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Lane.Batch, Take().Lane);
    }

    [Fact]
    public void A_batch_texts_turn_comes_more_than_a_period_after_the_last_one()
    {
        Admit(Job(3, lane: Lane.Batch), Job(3, lane: Lane.Batch), Job(3), Job(3));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Lane.Batch, Take().Lane);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Lane.Interactive, Take().Lane);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Lane.Batch, Take().Lane);
    }

    [Fact]
    public void A_batch_text_that_has_just_come_takes_no_turn_however_long_ago_the_last_one_was()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        Admit(Job(3, lane: Lane.Batch), Job(3));

        Assert.Equal(Lane.Interactive, Take().Lane);
    }

    [Fact]
    public void A_job_keeps_the_start_of_its_first_text_and_the_end_of_its_last()
    {
        var job = new ScoreJob(JobTexts.Distinct(2), TimeSpan.FromSeconds(20), _time.GetTimestamp());
        Admit(job);
        Assert.Equal((0, 0), (job.FirstStarted, job.LastEnded));
        var start = _time.GetTimestamp();
        for (var i = 0; i < 2; i++)
        {
            var run = Take();
            _time.Advance(TimeSpan.FromSeconds(1));
            job.Complete(_queue.Finished(run).Single().Index, default, _time.GetTimestamp());
        }

        Assert.Equal((start, _time.GetTimestamp()), (job.FirstStarted, job.LastEnded));
    }

    [Fact]
    public async Task A_text_that_failed_is_told_from_its_neighbours()
    {
        var job = new ScoreJob(JobTexts.Distinct(2, tokens: 5), TimeSpan.FromSeconds(20), _time.GetTimestamp());
        job.Fail(0, new InvalidOperationException("failed"), 1);
        Assert.False(job.End.IsCompleted);
        job.Complete(1, new Logits(1, 2, 3), 2);

        Assert.Equal(JobEnd.Finished, await Eventually.EndsAsync("the job ends", job.End, Stop));
        Assert.False(job.Succeeded(0, out _));
        Assert.True(job.Succeeded(1, out var logits));
        Assert.Equal((new Logits(1, 2, 3), 10, 2), (logits, job.Tokens, job.LastEnded));
    }

    [Fact]
    public async Task Tells_a_worker_whether_it_had_to_wait()
    {
        Admit(Job(3));
        _queue.Take(out var waited, Stop);
        Assert.False(waited);

        var worker = new Thread(() => _queue.Take(out waited, Stop)) { IsBackground = true };
        worker.Start();
        await Eventually.TrueAsync("the worker waits", () => worker.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Stop);
        Admit(Job(3));
        await Eventually.TrueAsync("the worker has a text", () => !worker.IsAlive, Stop);
        Assert.True(waited);
    }

    private ScoreJob Job(int tokens, double deadline = 20, Lane lane = Lane.Interactive) =>
        new(JobTexts.Distinct(1, tokens), TimeSpan.FromSeconds(deadline), _time.GetTimestamp(), lane);

    private Admittance Offer(ScoreJob job) => _queue.TryAdmit(job, out _);

    private void Admit(params ScoreJob[] jobs) => Assert.All(jobs, job => Assert.Equal(Admittance.Admitted, Offer(job)));

    private TextRun Take() => _queue.Take(out _, Stop);
}
