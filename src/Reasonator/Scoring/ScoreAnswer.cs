using System.Diagnostics;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Pipeline;

namespace Reasonator.Scoring;

/// <summary>What a read and tokenized request is told: its scores, or why there are none.</summary>
internal sealed class ScoreAnswer(HttpContext context, Readiness readiness, LoadedModel model, List<ScoreItem> items, ScoreJob job)
{
    /// <summary>Answers a request that the queue did not take.</summary>
    public Task RefuseAsync(Admittance why, int retryAfter) => why switch
    {
        Admittance.Closed => context.WriteUnavailableAsync(readiness),
        Admittance.Full => context.WriteProblemAsync(
            ProblemKind.QueueFull, $"The queue has no room for {job.Count} texts; nothing of the request was taken.", retryAfter),
        _ => context.WriteProblemAsync(
            ProblemKind.QueueFull,
            $"The work ahead and these {job.Volume.Tokens} tokens would not finish within {job.Deadline.TotalSeconds:F0} s; nothing of the request was taken.",
            retryAfter),
    };

    /// <summary>Answers an admitted request.</summary>
    public Task WriteAsync(JobEnd end, string timing) => end switch
    {
        JobEnd.Finished => WriteScores(timing),
        JobEnd.Expired => context.WriteProblemAsync(
            ProblemKind.DeadlinePassed, $"Not scored within {job.Deadline.TotalSeconds:F0} s; what had not run was dropped.", retryAfter: 1),
        JobEnd.Drained => context.WriteUnavailableAsync(readiness),
        JobEnd.Cancelled => throw new OperationCanceledException(context.RequestAborted),
        _ => throw new UnreachableException($"A job ended as {end}."),
    };

    private Task WriteScores(string timing)
    {
        var headers = context.Response.Headers;
        headers["X-Model-Sha"] = model.Sha;
        headers["Server-Timing"] = timing;
        headers.CacheControl = "no-store";
        var results = new ScoreResult[job.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Result(i);
        }

        return Array.TrueForAll(results, result => result.Error is not null)
            ? context.WriteProblemAsync(ProblemKind.BackendFailed, "The runtime failed; the fault is logged under the trace_id.")
            : WriteJson(new ScoreResponse(model.Manifest.Name, model.Sha, model.Fingerprint, results));
    }

    private ScoreResult Result(int index) => job.Succeeded(index, out var logits)
        ? ScoreResult.Of(items[index].Id!, model.Labels.ToVerdict(logits), job.Text(index))
        : new ScoreResult
        {
            Id = items[index].Id!,
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
