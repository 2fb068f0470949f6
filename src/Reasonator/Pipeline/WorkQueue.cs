using Reasonator.Admission;

namespace Reasonator.Pipeline;

/// <summary>
/// The lanes and the account of what is in them. Admission, start and end of a job change the account under one
/// lock, so that a job is taken whole or not at all and no text is priced twice.
/// </summary>
internal sealed class WorkQueue(PipelineOptions options, CostModel costs, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _items = new(0);
    private readonly Lanes _lanes = new(options, time);
    private readonly WorkVolume[] _waiting = new WorkVolume[2];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkVolume _running;
    private long _lastProgress = time.GetTimestamp();
    private bool _closed;

    /// <summary>Completes when the queue is closed and nothing waits or runs.</summary>
    public Task Drained => _drained.Task;

    /// <summary>True when work is held and no run has finished for the stall limit.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return HasWork && time.GetElapsedTime(_lastProgress) > options.StallLimit;
            }
        }
    }

    private bool HasWork => _running.Runs + _waiting[0].Runs + _waiting[1].Runs > 0;

    /// <summary>Texts of a lane that wait, and whose answer is still wanted.</summary>
    public int Depth(Lane lane)
    {
        lock (_lock)
        {
            return _waiting[(int)lane].Runs;
        }
    }

    /// <summary>Takes all texts of a job or none.</summary>
    /// <param name="job">A job that was never offered before.</param>
    /// <param name="retryAfter">Whole seconds after which a refused job would be taken.</param>
    public Admittance TryAdmit(ScoreJob job, out int retryAfter)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var answer = Judge(job, now, out retryAfter);
            if (answer != Admittance.Admitted)
            {
                return answer;
            }

            _lastProgress = HasWork ? _lastProgress : now;
            _waiting[(int)job.Lane] += job.Volume;
            _lanes.Add(job, now);
        }

        _items.Release(job.Count);
        return Admittance.Admitted;
    }

    /// <summary>Waits for an admitted job's one answer. What has not run at its deadline, or when its caller goes, is dropped.</summary>
    public async Task<JobEnd> WaitAsync(ScoreJob job, CancellationToken aborted)
    {
        var left = job.Deadline - time.GetElapsedTime(job.Received);
        try
        {
            return await job.End.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, aborted);
        }
        catch (TimeoutException)
        {
            Abandon(job, JobEnd.Expired);
        }
        catch (OperationCanceledException)
        {
            Abandon(job, JobEnd.Cancelled);
        }

        // The last run may have finished in the same moment: then its answer stands.
        return await job.End;
    }

    /// <summary>
    /// Waits for the next text to run, and marks it running. Dropped jobs are passed over. <paramref name="waited"/> tells
    /// whether the worker had nothing to do meanwhile.
    /// </summary>
    /// <exception cref="OperationCanceledException">The workers are told to stop.</exception>
    public WorkItem Take(out bool waited, CancellationToken stopping)
    {
        waited = false;
        while (true)
        {
            if (!_items.Wait(0, stopping))
            {
                waited = true;
                _items.Wait(stopping);
            }

            lock (_lock)
            {
                if (_lanes.TryTake(out var item) && TryStart(item))
                {
                    return item;
                }
            }
        }
    }

    /// <summary>Closes the account of a run that succeeded or failed.</summary>
    public void Finished(WorkItem item)
    {
        lock (_lock)
        {
            _running -= WorkVolume.Of(item.Job.Text(item.Index).Length);
            _lastProgress = time.GetTimestamp();
            SignalWhenDrained();
        }
    }

    /// <summary>Ends a job early and takes what had not run out of the account; false when it had ended already.</summary>
    public bool Abandon(ScoreJob job, JobEnd end)
    {
        lock (_lock)
        {
            return End(job, end);
        }
    }

    /// <summary>Refuses new jobs, ends those that nobody has started with <see cref="JobEnd.Drained"/>, lets the others finish.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _lanes.ForEach(item =>
            {
                if (item.Job.FirstStarted == 0)
                {
                    End(item.Job, JobEnd.Drained);
                }
            });
            SignalWhenDrained();
        }
    }

    public void Dispose() => _items.Dispose();

    private Admittance Judge(ScoreJob job, long now, out int retryAfter)
    {
        retryAfter = AdmissionRule.WholeSeconds(0);
        if (_closed)
        {
            return Admittance.Closed;
        }

        // A batch waits for everybody; an interactive caller only for interactive ones and for what is running.
        var ahead = _running + _waiting[(int)Lane.Interactive] + (job.Lane == Lane.Batch ? _waiting[(int)Lane.Batch] : default);
        if (!_lanes.HasRoom(job.Lane, job.Count))
        {
            retryAfter = AdmissionRule.RoomAfter(costs, ahead, job.Volume, options.Workers);
            return Admittance.Full;
        }

        var left = job.Deadline - time.GetElapsedTime(job.Received, now);
        if (AdmissionRule.Refuse(costs, ahead, job.Volume, job.Largest, options.Workers, left) is { } seconds)
        {
            retryAfter = seconds;
            return Admittance.TooLate;
        }

        return Admittance.Admitted;
    }

    private bool TryStart(WorkItem item)
    {
        var job = item.Job;
        if (job.End.IsCompleted)
        {
            return false;
        }

        if (time.GetElapsedTime(job.Received) >= job.Deadline)
        {
            End(job, JobEnd.Expired);
            return false;
        }

        var volume = WorkVolume.Of(job.Text(item.Index).Length);
        job.Unstarted -= volume;
        job.FirstStarted = job.FirstStarted == 0 ? time.GetTimestamp() : job.FirstStarted;
        _waiting[(int)job.Lane] -= volume;
        _running += volume;
        return true;
    }

    private bool End(ScoreJob job, JobEnd end)
    {
        if (!job.TryEnd(end))
        {
            return false;
        }

        _waiting[(int)job.Lane] -= job.Unstarted;
        job.Unstarted = default;
        SignalWhenDrained();
        return true;
    }

    private void SignalWhenDrained()
    {
        if (_closed && !HasWork)
        {
            _drained.TrySetResult();
        }
    }
}
