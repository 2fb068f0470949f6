using System.Diagnostics;
using Reasonator.Admission;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Pipeline;

/// <summary>The texts of one request on their way through the pipeline: admitted together, run one by one.</summary>
internal sealed class ScoreJob
{
    // Continuations run elsewhere: a caller's code must never run on an inference thread.
    private readonly TaskCompletionSource<JobEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TokenSequence[] _texts;
    private readonly Logits[] _logits;
    private readonly Exception?[] _failures;
    private int _unfinished;

    /// <param name="texts">One or more token sequences.</param>
    /// <param name="deadline">The time from now within which the answer is wanted.</param>
    /// <param name="received">Timestamp of the request's arrival on the service's clock; the deadline counts from it.</param>
    /// <param name="lane">Who waits for the answer.</param>
    public ScoreJob(TokenSequence[] texts, TimeSpan deadline, long received, Lane lane = Lane.Interactive)
    {
        _texts = texts;
        Lane = lane;
        _logits = new Logits[texts.Length];
        _failures = new Exception?[texts.Length];
        _unfinished = texts.Length;
        Deadline = deadline;
        Received = received;
        foreach (var text in texts)
        {
            var volume = WorkVolume.Of(text.Length);
            Volume += volume;
            Largest = volume.Tokens > Largest.Tokens ? volume : Largest;
        }

        Unstarted = Volume;
    }

    public int Count => _texts.Length;

    public Lane Lane { get; }

    public TimeSpan Deadline { get; }

    public long Received { get; }

    public WorkVolume Volume { get; }

    public WorkVolume Largest { get; }

    /// <summary>What no worker has taken up; the queue's lock guards it.</summary>
    public WorkVolume Unstarted { get; set; }

    /// <summary>Timestamp of the first run's start; 0 before it.</summary>
    public long FirstStarted { get; set; }

    /// <summary>Timestamp of the last run's end.</summary>
    public long LastEnded { get; private set; }

    /// <summary>The request that the job belongs to: what a worker logs about it carries its trace id.</summary>
    public Activity? Request { get; } = Activity.Current;

    public Task<JobEnd> End => _end.Task;

    public TokenSequence Text(int index) => _texts[index];

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
