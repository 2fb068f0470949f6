using Reasonator.Admission;
using Reasonator.Batches;
using Reasonator.Caching;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Observability;
using Reasonator.Pipeline;
using Reasonator.Store;

namespace Reasonator.OperatorConsole;

/// <summary>Reads what the parts of the process know at a moment; it waits for none of them.</summary>
internal sealed class SnapshotSource(
    Readiness readiness,
    ServiceOptions options,
    PipelineOptions pipeline,
    Uptime uptime,
    WorkQueue queue,
    Traffic traffic,
    ScoreCache cache,
    CostModel costs,
    StoreHealth store,
    OpenBatches batches,
    RecentScores recent,
    TimeProvider time)
{
    /// <summary>What is new to one who watches, and what is so now.</summary>
    public Snapshot Next(WatchPlace place)
    {
        var (perRun, perToken, perSquare, error) = costs.Coefficients;
        var model = readiness.Model;
        return new Snapshot
        {
            At = time.GetUtcNow(),
            Status = HealthEndpoints.Name(readiness.Status),
            Reason = readiness.Reason,
            UptimeSeconds = Math.Round(uptime.Elapsed.TotalSeconds, 3),
            Version = BuildVersion.Version,
            Commit = BuildVersion.Commit,
            Environment = options.Environment.ToString().ToLowerInvariant(),
            SelfTest = model is null ? "none" : "passed",
            Model = place.IsNew(model) ? ModelInfo.Of(model!) : null,
            Workers = pipeline.Workers,
            Interactive = State(Lane.Interactive),
            Batch = State(Lane.Batch),
            Seconds = traffic.Since(ref place.Second),
            Latency = traffic.Stages(),
            Cache = cache.Statistics,
            CostModel = new CostInfo(perRun, perToken, perSquare, error),
            Memory = MemoryInfo.Now(),
            Store = store.Status,
            Batches = batches.Known,
            Events = [.. recent.Since(ref place.Score).Select(RecentEvent.Of)],
        };
    }

    private LaneState State(Lane lane) => new(queue.Depth(lane), Math.Round(queue.OldestWait(lane).TotalMilliseconds, 1));
}
