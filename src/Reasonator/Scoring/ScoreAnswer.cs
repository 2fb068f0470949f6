using System.Diagnostics;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Observability;
using Reasonator.Pipeline;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Scoring;

/// <summary>What a read and tokenized request is told: its scores, or why there are none.</summary>
internal sealed class ScoreAnswer(HttpContext context, Readiness readiness, LoadedModel model, ScorePlan plan, ScoreEvents events, Traffic traffic, TimeProvider time)
{
    /// <summary>Answers a request that the queue did not take.</summary>
    public Task RefuseAsync(ScoreJob job, Admittance why, int retryAfter) => why switch
    {
        Admittance.Closed => context.WriteUnavailableAsync(readiness),
        Admittance.Full => context.WriteProblemAsync(
            ProblemKind.QueueFull, $"The queue has no room for {job.Count} texts; nothing of the request was taken.", retryAfter),
        _ => context.WriteProblemAsync(
            ProblemKind.QueueFull,
            $"The work ahead and these {job.Tokens} tokens would not finish within {job.Deadline.TotalSeconds:F0} s; nothing of the request was taken.",
            retryAfter),
    };

    /// <summary>Answers an admitted request.</summary>
    public Task WriteAsync(ScoreJob job, JobEnd end, StageTimes times) => end switch
    {
        JobEnd.Finished => WriteScoresAsync(times),
        JobEnd.Expired => context.WriteProblemAsync(
            ProblemKind.DeadlinePassed, $"Not scored within {job.Deadline.TotalSeconds:F0} s; what had not run was dropped.", retryAfter: 1),
        JobEnd.Drained => context.WriteUnavailableAsync(readiness),
        JobEnd.Cancelled => throw new OperationCanceledException(context.RequestAborted),
        _ => throw new UnreachableException($"A job ended as {end}."),
    };

    /// <summary>Answers with the scores, when all that had to run has run.</summary>
    public Task WriteScoresAsync(StageTimes times)
    {
        var headers = context.Response.Headers;
        headers["X-Model-Sha"] = model.Sha;
        headers["Server-Timing"] = times.ToHeader(time);
        headers.CacheControl = "no-store";
        var results = new ScoreResult[plan.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = plan.Result(i) ?? Failed(i);
        }

        NoteEvents(results);
        traffic.Scored(results.Length, times);

        return Array.TrueForAll(results, result => result.Error is not null)
            ? context.WriteProblemAsync(ProblemKind.BackendFailed, "The runtime failed; the fault is logged under the trace_id.")
            : WriteJson(new ScoreResponse(model.Manifest.Name, model.Sha, model.Fingerprint, results));
    }

    private void NoteEvents(ScoreResult[] results)
    {
        var request = new ScoredRequest(context.TraceIdentifier, context.Features.Get<Caller>()!, plan.IsDocument, model);
        for (var i = 0; i < results.Length; i++)
        {
            events.Add(request, plan.Text(i), results[i]);
        }
    }

    private ScoreResult Failed(int item) => new()
    {
        Id = plan.Id(item),
        Error = context.Problem(ProblemKind.BackendFailed, "The runtime failed at this text; the others are not touched."),
    };

    private Task WriteJson(ScoreResponse response)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(response, ScoringJson.Default.ScoreResponse);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
