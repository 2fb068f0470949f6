using Reasonator.Admission;

namespace Reasonator.Pipeline;

/// <summary>
/// The way in and out of the backlog. Admission, start and end of a job change its account under one lock, so that a job
/// is taken whole or not at all and no text is priced twice.
/// </summary>
internal sealed class WorkQueue(PipelineOptions options, CostModel costs, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    // At least as many as runs wait: of one that moved or was dropped a count stays, and who takes it finds nothing.
    private readonly SemaphoreSlim _items = new(0);
    private readonly Backlog _backlog = new(options, time);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
                return _backlog.HasWork && time.GetElapsedTime(_lastProgress) > options.StallLimit;
            }
        }
    }

    /// <summary>The run that began first of those that have not ended; null when none is under way.</summary>
    public TextRun? OldestRunning
    {
        get
        {
            lock (_lock)
            {
                return _backlog.Oldest;
            }
        }
    }

    /// <summary>Texts of a lane that wait, and whose answer is still wanted.</summary>
    public int Depth(Lane lane)
    {
        lock (_lock)
        {
            return _backlog.Waiting(lane).Runs;
        }
    }

    /// <summary>How long the first text of a lane has waited; zero where none waits.</summary>
    public TimeSpan OldestWait(Lane lane)
    {
        lock (_lock)
        {
            return _backlog.WaitsSince(lane) is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Texts so far that were in flight already when a job asked for them: one run answered all who did.</summary>
    public long Shared
    {
        get
        {
            lock (_lock)
            {
                return _backlog.Shared;
            }
        }
    }

    /// <summary>Takes all texts of a job or none.</summary>
    /// <param name="job">A job that was never offered before.</param>
    /// <param name="retryAfter">Whole seconds after which a refused job would be taken.</param>
    public Admittance TryAdmit(ScoreJob job, out int retryAfter)
    {
        var now = time.GetTimestamp();
        int added;
        lock (_lock)
        {
            var answer = Judge(job, now, out retryAfter);
            if (answer != Admittance.Admitted)
            {
                return answer;
            }

            _lastProgress = _backlog.HasWork ? _lastProgress : now;
            added = _backlog.Enlist(job, now);
        }

        if (added > 0)
        {
            _items.Release(added);
        }

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
    /// Waits for the next text to run, and marks it running. Dropped runs are passed over. <paramref name="waited"/> tells
    /// whether the worker had nothing to do meanwhile.
    /// </summary>
    /// <exception cref="OperationCanceledException">The workers are told to stop.</exception>
    public TextRun Take(out bool waited, CancellationToken stopping)
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
                if (_backlog.Take() is { } run && TryStart(run))
                {
                    return run;
                }
            }
        }
    }

    /// <summary>Closes the account of a run that succeeded or failed; gives those who wait for it, and nobody joins them any more.</summary>
    public IReadOnlyList<(ScoreJob Job, int Index)> Finished(TextRun run)
    {
        lock (_lock)
        {
            _backlog.Finish(run);
            _lastProgress = time.GetTimestamp();
            SignalWhenDrained();
            return run.Subscribers;
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
            foreach (var job in _backlog.Jobs.ToList())
            {
                if (job.FirstStarted == 0)
                {
                    End(job, JobEnd.Drained);
                }
            }

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

        var ahead = _backlog.Ahead(job.Lane);
        var (own, largest) = _backlog.Added(job);
        if (!_backlog.HasRoom(job.Lane, own.Runs))
        {
            retryAfter = AdmissionRule.RoomAfter(costs, ahead, own, options.Workers);
            return Admittance.Full;
        }

        var left = job.Deadline - time.GetElapsedTime(job.Received, now);
        if (AdmissionRule.Refuse(costs, ahead, own, largest, options.Workers, left) is { } seconds)
        {
            retryAfter = seconds;
            return Admittance.TooLate;
        }

        return Admittance.Admitted;
    }

    /// <summary>Starts a run unless all who wait for it have waited for too long.</summary>
    private bool TryStart(TextRun run)
    {
        var now = time.GetTimestamp();
        while (run.Subscribers.Find(s => time.GetElapsedTime(s.Job.Received, now) >= s.Job.Deadline).Job is { } late)
        {
            End(late, JobEnd.Expired);
        }

        if (run.State == RunState.Dropped)
        {
            return false;
        }

        _backlog.Start(run);
        foreach (var (job, _) in run.Subscribers)
        {
            job.FirstStarted = job.FirstStarted == 0 ? now : job.FirstStarted;
        }

        return true;
    }

    private bool End(ScoreJob job, JobEnd end)
    {
        if (!job.TryEnd(end))
        {
            return false;
        }

        _backlog.Leave(job);
        SignalWhenDrained();
        return true;
    }

    private void SignalWhenDrained()
    {
        if (_closed && !_backlog.HasWork)
        {
            _drained.TrySetResult();
        }
    }
}
