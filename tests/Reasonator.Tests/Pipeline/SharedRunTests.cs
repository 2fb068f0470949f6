using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Pipeline;

/// <summary>One run for all who want the same text.</summary>
public sealed class SharedRunTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public SharedRunTests() => _queue = new WorkQueue(new PipelineOptions { Workers = 1, QueueCapacity = 4 }, new CostModel(), _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_text_that_waits_already_runs_once_for_both()
    {
        var first = Admit(["a"]);
        var second = Admit(["a"]);
        Assert.Equal(1, _queue.Depth(Lane.Interactive));

        Finish(Take());

        Assert.Equal([JobEnd.Finished, JobEnd.Finished], [await EndOf(first), await EndOf(second)]);
        Assert.True(second.Succeeded(0, out var logits));
        Assert.Equal(new Logits(1, 2, 3), logits);
    }

    [Fact]
    public async Task A_text_that_runs_already_is_joined_and_does_not_wait_again()
    {
        Admit(["a"]);
        var run = Take();
        _time.Advance(TimeSpan.FromSeconds(1));

        var second = Admit(["a"]);

        Assert.Equal(0, _queue.Depth(Lane.Interactive));
        Assert.Equal(_time.GetTimestamp(), second.FirstStarted);
        Finish(run);
        Assert.Equal(JobEnd.Finished, await EndOf(second));
    }

    [Fact]
    public async Task After_its_end_the_same_text_runs_anew()
    {
        Admit(["a"]);
        Finish(Take());

        var later = Admit(["a"]);

        Assert.False(later.End.IsCompleted);
        Finish(Take());
        Assert.Equal(JobEnd.Finished, await EndOf(later));
    }

    [Fact]
    public void Counts_the_texts_that_shared_a_run_and_no_others()
    {
        Admit(["a", "b"]);
        Assert.Equal(0, _queue.Shared);

        Admit(["b", "a", "c"]);
        Assert.Equal(2, _queue.Shared);

        Admit(["d"]);
        Assert.Equal(2, _queue.Shared);
    }

    [Fact]
    public async Task Whoever_leaves_takes_nothing_from_those_who_stay()
    {
        var leaving = Admit(["a", "b"]);
        var staying = Admit(["a"]);

        _queue.Abandon(leaving, JobEnd.Cancelled);

        Assert.Equal(1, _queue.Depth(Lane.Interactive));
        Finish(Take());
        Assert.Equal(JobEnd.Finished, await EndOf(staying));
        Assert.Equal(JobEnd.Cancelled, await EndOf(leaving));
    }

    [Fact]
    public async Task Who_is_too_late_is_told_and_the_run_goes_on_for_the_others()
    {
        var late = Admit(["a"], deadline: 1);
        var patient = Admit(["a"], deadline: 20);
        _time.Advance(TimeSpan.FromSeconds(2));

        var run = Take();

        Assert.Equal(JobEnd.Expired, await EndOf(late));
        Finish(run);
        Assert.Equal(JobEnd.Finished, await EndOf(patient));
    }

    [Fact]
    public void What_is_shared_takes_no_room_and_no_time_of_its_own()
    {
        Admit(["a", "b", "c", "d"]);

        Assert.Equal(Admittance.Full, _queue.TryAdmit(Job(["e"]), out _));
        Admit(["d", "c", "b", "a"]);
    }

    [Fact]
    public async Task A_batch_text_that_a_caller_asks_for_moves_to_the_callers_lane()
    {
        var batch = Admit(["x", "a"], Lane.Batch);
        var interactive = Admit(["a"]);

        Assert.Equal((1, 1), (_queue.Depth(Lane.Interactive), _queue.Depth(Lane.Batch)));
        var moved = Take();
        Assert.Equal(Lane.Interactive, moved.Lane);
        Finish(moved);
        Assert.Equal(JobEnd.Finished, await EndOf(interactive));

        Finish(Take());
        Assert.Equal(JobEnd.Finished, await EndOf(batch));
        Assert.Equal((0, 0), (_queue.Depth(Lane.Interactive), _queue.Depth(Lane.Batch)));
    }

    [Fact]
    public void A_batch_text_that_moves_needs_room_in_the_callers_lane()
    {
        Admit(["x"], Lane.Batch);
        Admit(["a", "b", "c", "d"]);

        Assert.Equal(Admittance.Full, _queue.TryAdmit(Job(["x"]), out _));

        Finish(Take());
        Admit(["x"]);
    }

    [Fact]
    public void What_moved_or_was_dropped_takes_no_turn_of_the_batch_lane()
    {
        Admit(["moved"], Lane.Batch);
        _queue.Abandon(Admit(["dropped"], Lane.Batch), JobEnd.Cancelled);
        Admit(["waits"], Lane.Batch);
        Admit(["a", "moved"]);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Lane.Batch, Take().Lane);
        Assert.Equal(Lane.Interactive, Take().Lane);
        Assert.Equal(Lane.Interactive, Take().Lane);
    }

    [Fact]
    public async Task A_callers_text_is_not_slowed_by_a_batch_that_asks_for_it_too()
    {
        var interactive = Admit(["a"]);
        Admit(["a"], Lane.Batch);

        _queue.Abandon(interactive, JobEnd.Cancelled);
        var run = Take();

        Assert.Equal(Lane.Interactive, run.Lane);
        Finish(run);
        Assert.Equal(0, _queue.Depth(Lane.Interactive));
        Assert.Equal(JobEnd.Cancelled, await EndOf(interactive));
    }

    [Fact]
    public async Task Closing_ends_those_who_wait_and_lets_a_run_that_a_started_job_needs_be()
    {
        var started = Admit(["a", "b"]);
        Take();
        var queued = Admit(["b"]);

        _queue.Close();

        Assert.Equal(JobEnd.Drained, await EndOf(queued));
        Assert.False(started.End.IsCompleted);
        Assert.Equal(1, _queue.Depth(Lane.Interactive));
    }

    private ScoreJob Admit(string[] texts, Lane lane = Lane.Interactive, double deadline = 20)
    {
        var job = Job(texts, lane, deadline);
        Assert.Equal(Admittance.Admitted, _queue.TryAdmit(job, out _));
        return job;
    }

    private ScoreJob Job(string[] texts, Lane lane = Lane.Interactive, double deadline = 20) =>
        new([.. texts.Select(name => JobTexts.Named(name))], TimeSpan.FromSeconds(deadline), _time.GetTimestamp(), lane);

    private static Task<JobEnd> EndOf(ScoreJob job) => Eventually.EndsAsync("the job ends", job.End, Stop);

    private TextRun Take() => _queue.Take(out _, Stop);

    private void Finish(TextRun run)
    {
        foreach (var (job, index) in _queue.Finished(run))
        {
            job.Complete(index, new Logits(1, 2, 3), _time.GetTimestamp());
        }
    }
}
