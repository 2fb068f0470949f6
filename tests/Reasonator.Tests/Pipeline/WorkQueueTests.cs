using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Pipeline;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(new PipelineOptions { Workers = 1, QueueCapacity = 40 }, new CostModel(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Interactive_work_goes_before_batch_work()
    {
        Admit(Job(Lane.Batch, 2));
        var interactive = Admit(Job(Lane.Interactive, 1));

        Assert.Same(interactive, Job(Take()));
        Assert.Equal(Lane.Batch, Take().Lane);
    }

    [Fact]
    public void A_batch_text_that_has_waited_gets_one_turn_a_period()
    {
        Admit(Job(Lane.Batch, 2));
        Admit(Job(Lane.Interactive, 4));
        _time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(Lane.Batch, Take().Lane);
        Assert.Equal(Lane.Interactive, Take().Lane);
        Assert.Equal(Lane.Interactive, Take().Lane);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Lane.Batch, Take().Lane);
    }

    [Fact]
    public void A_job_is_taken_whole_or_not_at_all()
    {
        Admit(Job(Lane.Interactive, 32));

        Assert.Equal(Admittance.Full, _queue.TryAdmit(Job(Lane.Interactive, 9), out var retryAfter));

        Assert.Equal(32, _queue.Depth(Lane.Interactive));
        Assert.InRange(retryAfter, 1, 30);
        Admit(Job(Lane.Interactive, 8));
        Admit(Job(Lane.Batch, 40));
    }

    [Fact]
    public void A_batch_that_waits_delays_no_interactive_admission()
    {
        Admit(Job(Lane.Batch, 40, deadline: 3600));

        Admit(Job(Lane.Interactive, 1, deadline: 0.1));
    }

    [Fact]
    public async Task The_time_before_the_waiting_counts_to_the_deadline_too()
    {
        var job = Admit(Job(Lane.Interactive, 1, deadline: 5));
        _time.Advance(TimeSpan.FromSeconds(3));
        var end = _queue.WaitAsync(job, Stop);

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(JobEnd.Expired, await EndOf(end));
    }

    [Fact]
    public void A_dropped_job_frees_its_place_in_the_account_at_once_and_never_runs()
    {
        var dropped = Admit(Job(Lane.Interactive, 5));
        var next = Admit(Job(Lane.Interactive, 1));

        Assert.True(_queue.Abandon(dropped, JobEnd.Cancelled));

        Assert.False(_queue.Abandon(dropped, JobEnd.Expired));
        Assert.Equal(1, _queue.Depth(Lane.Interactive));
        Assert.Same(next, Job(Take()));
    }

    [Fact]
    public async Task What_has_passed_its_deadline_is_not_run()
    {
        var late = Admit(Job(Lane.Interactive, 2, deadline: 1));
        var next = Admit(Job(Lane.Interactive, 1, deadline: 20));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(next, Job(Take()));
        Assert.Equal(JobEnd.Expired, await EndOf(late.End));
        Assert.Equal(0, _queue.Depth(Lane.Interactive));
    }

    [Fact]
    public async Task A_deadline_is_kept_while_every_worker_is_busy()
    {
        Admit(Job(Lane.Interactive, 1));
        Take();
        var waiting = Admit(Job(Lane.Interactive, 1, deadline: 2));
        var end = _queue.WaitAsync(waiting, Stop);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(JobEnd.Expired, await EndOf(end));
        Assert.Equal(0, _queue.Depth(Lane.Interactive));
    }

    [Fact]
    public async Task A_caller_who_goes_away_takes_the_work_along()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Admit(Job(Lane.Interactive, 3));
        var end = _queue.WaitAsync(waiting, gone.Token);

        await gone.CancelAsync();

        Assert.Equal(JobEnd.Cancelled, await EndOf(end));
        Assert.Equal(0, _queue.Depth(Lane.Interactive));
    }

    [Fact]
    public async Task A_job_ends_when_its_last_text_has_run()
    {
        var job = Admit(Job(Lane.Interactive, 2));
        var end = _queue.WaitAsync(job, Stop);
        foreach (var run in (TextRun[])[Take(), Take()])
        {
            Assert.False(end.IsCompleted);
            var (waiting, index) = Assert.Single(_queue.Finished(run));
            waiting.Complete(index, new Logits(1, 2, 3), _time.GetTimestamp());
        }

        Assert.Equal(JobEnd.Finished, await EndOf(end));
    }

    [Fact]
    public void Is_stalled_when_work_is_held_and_nothing_finishes()
    {
        _time.Advance(TimeSpan.FromHours(1));
        Admit(Job(Lane.Interactive, 1));
        Assert.False(_queue.IsStalled);
        var item = Take();

        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.True(_queue.IsStalled);

        _queue.Finished(item);
        Assert.False(_queue.IsStalled);
    }

    [Fact]
    public async Task Closing_ends_what_nobody_has_started_and_keeps_what_somebody_has()
    {
        var started = Admit(Job(Lane.Interactive, 2));
        var queued = Admit(Job(Lane.Interactive, 2));
        var first = Take();

        _queue.Close();

        Assert.Equal(JobEnd.Drained, await EndOf(queued.End));
        Assert.Equal(Admittance.Closed, _queue.TryAdmit(Job(Lane.Interactive, 1), out _));
        _queue.Finished(first);
        Assert.False(_queue.Drained.IsCompleted);
        var second = Take();
        Assert.Same(started, Job(second));
        _queue.Finished(second);
        Assert.True(_queue.Drained.IsCompleted);
    }

    [Fact]
    public void Has_drained_only_when_every_run_under_way_and_every_one_of_a_job_begun_has_ended()
    {
        Admit(Job(Lane.Interactive, 3));
        var (first, second) = (Take(), Take());
        _queue.Close();
        Assert.False(_queue.Drained.IsCompleted);

        _queue.Finished(first);
        Assert.False(_queue.Drained.IsCompleted);
        var third = Take();
        _queue.Finished(third);
        Assert.False(_queue.Drained.IsCompleted);
        _queue.Finished(second);

        Assert.True(_queue.Drained.IsCompleted);
    }

    [Theory]
    [InlineData(nameof(Lane.Interactive))]
    [InlineData(nameof(Lane.Batch))]
    public void Has_not_drained_while_a_text_of_a_job_begun_waits_though_nothing_runs(string lane)
    {
        Admit(Job(Enum.Parse<Lane>(lane), 2));
        var first = Take();
        _queue.Close();

        _queue.Finished(first);
        Assert.False(_queue.Drained.IsCompleted);
        _queue.Finished(Take());

        Assert.True(_queue.Drained.IsCompleted);
    }

    [Fact]
    public void A_queue_that_is_open_has_not_drained_however_empty_it_is()
    {
        Admit(Job(Lane.Interactive, 1));

        _queue.Finished(Take());

        Assert.False(_queue.Drained.IsCompleted);
    }

    [Fact]
    public void A_text_that_was_dropped_runs_for_who_asks_for_it_next()
    {
        ScoreJob Same() => new([JobTexts.Named("same", 3)], TimeSpan.FromSeconds(20), _time.GetTimestamp(), Lane.Interactive);
        _queue.Abandon(Admit(Same()), JobEnd.Cancelled);

        var next = Admit(Same());

        Assert.Equal(1, _queue.Depth(Lane.Interactive));
        Assert.Same(next, Job(Take()));
    }

    [Fact]
    public void An_idle_queue_has_drained_when_it_closes()
    {
        _queue.Close();

        Assert.True(_queue.Drained.IsCompleted);
    }

    private ScoreJob Job(Lane lane, int texts, double deadline = 20) =>
        new(JobTexts.Distinct(texts), TimeSpan.FromSeconds(deadline), _time.GetTimestamp(), lane);

    private static ScoreJob Job(TextRun run) => Assert.Single(run.Subscribers).Job;

    private ScoreJob Admit(ScoreJob job)
    {
        Assert.Equal(Admittance.Admitted, _queue.TryAdmit(job, out _));
        return job;
    }

    private static Task<JobEnd> EndOf(Task<JobEnd> end) => Eventually.EndsAsync("the job ends", end, Stop);

    private TextRun Take() => _queue.Take(out _, Stop);
}
