using Reasonator.Admission;
using Reasonator.Caching;

namespace Reasonator.Pipeline;

/// <summary>
/// The runs in flight and their account. A text that is in flight is not run again: who asks for it meanwhile waits for
/// the same run. The queue's lock guards it.
/// </summary>
internal sealed class Backlog(PipelineOptions options, TimeProvider time)
{
    private readonly Lanes _lanes = new(options, time);
    private readonly Dictionary<TextKey, TextRun> _runs = [];
    private readonly WorkVolume[] _waiting = new WorkVolume[2];
    private readonly List<TextRun> _underWay = [];
    private WorkVolume _running;

    public bool HasWork => _running.Runs + _waiting[0].Runs + _waiting[1].Runs > 0;

    /// <summary>The run that began first of those that have not ended.</summary>
    public TextRun? Oldest => _underWay.Count > 0 ? _underWay[0] : null;

    /// <summary>The jobs that wait for a run, a job as often as it has runs.</summary>
    public IEnumerable<ScoreJob> Jobs => _runs.Values.SelectMany(run => run.Subscribers, (_, subscriber) => subscriber.Job);

    /// <summary>Texts that were in flight already when a job asked for them.</summary>
    public long Shared { get; private set; }

    /// <summary>Timestamp since which the first of a lane waits; null where none does.</summary>
    public long? WaitsSince(Lane lane) => _lanes.First(lane)?.Since;

    public WorkVolume Waiting(Lane lane) => _waiting[(int)lane];

    /// <summary>A batch waits for everybody; an interactive caller only for interactive ones and for what is running.</summary>
    public WorkVolume Ahead(Lane lane) => _running + Waiting(Lane.Interactive) + (lane == Lane.Batch ? Waiting(Lane.Batch) : default);

    public bool HasRoom(Lane lane, int runs) => _lanes.HasRoom(lane, runs);

    /// <summary>What the job would add to its lane, and the largest of it: its texts without those whose run is there already.</summary>
    public (WorkVolume Own, WorkVolume Largest) Added(ScoreJob job)
    {
        var (own, largest) = (default(WorkVolume), default(WorkVolume));
        foreach (var asked in job.Runs)
        {
            if (!_runs.TryGetValue(asked.Key, out var run) || MustMove(run, job.Lane))
            {
                var volume = asked.Volume;
                own += volume;
                largest = volume.Tokens > largest.Tokens ? volume : largest;
            }
        }

        return (own, largest);
    }

    /// <summary>Takes in a job for which there is room; the number of runs that it adds to its lane.</summary>
    public int Enlist(ScoreJob job, long now)
    {
        var added = 0;
        for (var i = 0; i < job.Count; i++)
        {
            var known = _runs.TryGetValue(job.Runs[i].Key, out var run);
            Shared += known ? 1 : 0;
            run ??= _runs[job.Runs[i].Key] = job.Runs[i];
            if (!known || MustMove(run, job.Lane))
            {
                run.Since = known ? run.Since : now;
                Enqueue(run, job.Lane, moved: known);
                added++;
            }

            run.Subscribers.Add((job, i));
            job.Runs[i] = run;
            job.FirstStarted = run.State == RunState.Running ? now : job.FirstStarted;
        }

        return added;
    }

    /// <summary>Takes the run whose turn it is; null when none waits.</summary>
    public TextRun? Take() => _lanes.Take();

    public void Start(TextRun run)
    {
        run.State = RunState.Running;
        _underWay.Add(run);
        _waiting[(int)run.Lane] -= run.Volume;
        _running += run.Volume;
    }

    public void Finish(TextRun run)
    {
        _underWay.Remove(run);
        _running -= run.Volume;
        _runs.Remove(run.Key);
    }

    /// <summary>Takes a job's name off the runs that still wait, and drops those that nobody else wants.</summary>
    public void Leave(ScoreJob job)
    {
        foreach (var run in job.Runs)
        {
            if (run.State == RunState.Waiting && run.Subscribers.RemoveAll(s => s.Job == job) > 0 && run.Subscribers.Count == 0)
            {
                run.State = RunState.Dropped;
                _waiting[(int)run.Lane] -= run.Volume;
                _runs.Remove(run.Key);
            }
        }
    }

    /// <summary>True when a run waits in a lane that is too slow for the one who asks now.</summary>
    private static bool MustMove(TextRun run, Lane lane) => run.State == RunState.Waiting && lane < run.Lane;

    private void Enqueue(TextRun run, Lane lane, bool moved)
    {
        // What stays of a moved run in the slower lane is taken off when it comes to the head.
        _waiting[(int)run.Lane] -= moved ? run.Volume : default;
        run.Lane = lane;
        _waiting[(int)lane] += run.Volume;
        _lanes.Add(run);
    }
}
