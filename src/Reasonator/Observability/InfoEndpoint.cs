using Microsoft.AspNetCore.Http.HttpResults;
using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Pipeline;
using Reasonator.Scoring;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Observability;

/// <summary><c>GET /v1/info</c>: what an operator wants to know of a running process.</summary>
internal static class InfoEndpoint
{
    public static void MapInfo(this WebApplication app) => app.MapGet("/v1/info", Info)
        .WithName("Info")
        .WithSummary("Model, provenance, limits, lanes, costs and memory of this process.")
        .RequireToken(RequiredToken.Service);

    public static Ok<InfoBody> Info(
        Readiness readiness, ServiceOptions options, PipelineOptions pipeline, WorkQueue queue, CostModel costs, ScoreCache cache, StoreHealth store, Uptime uptime)
    {
        var (perRun, perToken, perSquare, error) = costs.Coefficients;
        return TypedResults.Ok(new InfoBody
        {
            Status = HealthEndpoints.Name(readiness.Status),
            Version = BuildVersion.Version,
            Commit = BuildVersion.Commit,
            Environment = options.Environment.ToString().ToLowerInvariant(),
            Flag = options.Flag,
            UptimeSeconds = (long)uptime.Elapsed.TotalSeconds,
            Model = readiness.Model is { } model ? ModelInfo.Of(model) : null,
            Limits = new Limits(ScoreRequest.MostItems, ScoreItem.LongestText, ScoreRequest.MostBytes, RequestLimits.Batch.Items, RequestLimits.Batch.Bytes, pipeline.QueueCapacity, (int)WaitPreference.Default.TotalSeconds, (int)WaitPreference.Most.TotalSeconds),
            Workers = pipeline.Workers,
            QueueDepth = new QueueDepth(queue.Depth(Lane.Interactive), queue.Depth(Lane.Batch)),
            CostModel = new CostInfo(perRun, perToken, perSquare, error),
            Cache = cache.Statistics,
            Store = store.Status,
            Memory = MemoryInfo.Now(),
        });
    }
}
