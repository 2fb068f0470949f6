using System.Diagnostics;
using Reasonator.Inference.Runtime;

namespace Reasonator.Pipeline;

/// <summary>The texts of one request that must run: admitted together, run one by one.</summary>
internal sealed class ScoreJob
{
    // Continuations run elsewhere: a caller's code must never run on an inference thread.
    private readonly TaskCompletionSource<JobEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Logits[] _logits;
    private readonly Exception?[] _failures;
    private int _unfinished;

    /// <param name="runs">One or more runs that nobody else has, each of another text.</param>
    /// <param name="deadline">The time from now within which the answer is wanted.</param>
    /// <param name="received">Timestamp of the request's arrival on the service's clock; the deadline counts from it.</param>
    /// <param name="lane">Who waits for the answer.</param>
    public ScoreJob(TextRun[] runs, TimeSpan deadline, long received, Lane lane = Lane.Interactive)
    {
        _logits = new Logits[runs.Length];
        _failures = new Exception?[runs.Length];
        _unfinished = runs.Length;
        Deadline = deadline;
        Received = received;
        Lane = lane;
        Runs = runs;
    }

    public int Count => Runs.Length;

    public Lane Lane { get; }

    public TimeSpan Deadline { get; }

    public long Received { get; }

    public long Tokens => Runs.Sum(run => (long)run.Tokens.Length);

    /// <summary>The runs it waits for: its own, or, once it is admitted, another's that was there before.</summary>
    public TextRun[] Runs { get; }

    /// <summary>Timestamp of the first run's start, or of the admission if that run was under way; 0 before it.</summary>
    public long FirstStarted { get; set; }

    /// <summary>Timestamp of the last run's end.</summary>
    public long LastEnded { get; private set; }

    /// <summary>The request that the job belongs to: what a worker logs about it carries its trace id.</summary>
    public Activity? Request { get; } = Activity.Current;

    public Task<JobEnd> End => _end.Task;

    public bool Succeeded(int index, out Logits logits)
    {
        logits = _logits[index];
        return _failures[index] is null;
    }

    /// <summary>Records the run of one text.</summary>
    public void Complete(int index, Logits logits, long now)
    {
        _logits[index] = logits;
        FinishOne(now);
    }

    /// <summary>Records that the runtime failed at one text; its neighbours are not touched.</summary>
    public void Fail(int index, Exception failure, long now)
    {
        _failures[index] = failure;
        FinishOne(now);
    }

    /// <summary>Ends the job unless it has ended already; true when this call did it.</summary>
    public bool TryEnd(JobEnd end) => _end.TrySetResult(end);

    private void FinishOne(long now)
    {
        LastEnded = now;
        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            TryEnd(JobEnd.Finished);
        }
    }
}
