using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;
using Reasonator.Pipeline;

namespace Reasonator.Scoring;

/// <summary><c>POST /v1/score</c>: read, tokenize, admit, wait, answer.</summary>
internal static class ScoreEndpoint
{
    public static async Task Score(HttpContext context, Readiness readiness, WorkQueue queue, TimeProvider time)
    {
        var received = time.GetTimestamp();
        if (readiness is not { Status: ServiceStatus.Ok, Model: { } model })
        {
            await context.WriteUnavailableAsync(readiness);
            return;
        }

        if (await ReadItems(context) is not { } items)
        {
            return;
        }

        var (deadline, applied) = WaitPreference.Read(context.Request.Headers);
        var (job, tokenized) = Tokenize(model, items, deadline, received, time);
        if (applied)
        {
            context.Response.Headers["Preference-Applied"] = $"wait={deadline.TotalSeconds:F0}";
        }

        var admittance = queue.TryAdmit(job, out var retryAfter);
        if (admittance != Admittance.Admitted)
        {
            await Refuse(context, readiness, admittance, job, retryAfter);
            return;
        }

        var end = await queue.WaitAsync(job, context.RequestAborted);
        await Answer(context, readiness, model, items, job, end, Timing(job, received, tokenized, time));
    }

    /// <summary>The valid items of the body; null when the request has been answered with its faults.</summary>
    private static async Task<List<ScoreItem>?> ReadItems(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, ScoreRequest.MostBytes);
        if (body is null)
        {
            return null;
        }

        var faults = new RequestFaults();
        var (items, count) = ScoreRequestReader.Read(body.Bytes, faults);
        if (count > ScoreRequest.MostItems)
        {
            await context.WriteProblemAsync(
                ProblemKind.TooLarge, $"A request may have at most {ScoreRequest.MostItems} items; send the others in another one.");
            return null;
        }

        if (faults.Any)
        {
            await context.WriteProblemAsync(
                ProblemKind.InvalidRequest, "Correct what errors lists.", errors: faults.Messages);
            return null;
        }

        return items;
    }

    private static (ScoreJob Job, long Tokenized) Tokenize(
        LoadedModel model, List<ScoreItem> items, TimeSpan deadline, long received, TimeProvider time)
    {
        var texts = new TokenSequence[items.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = model.Tokenize(items[i].Text);
            // From here on a text is its ids: what waits in the queue is small, and no text can leak from it.
            items[i] = items[i] with { Text = "" };
        }

        return (new ScoreJob(texts, deadline, received), time.GetTimestamp());
    }

    private static Task Refuse(HttpContext context, Readiness readiness, Admittance why, ScoreJob job, int retryAfter) => why switch
    {
        Admittance.Closed => context.WriteUnavailableAsync(readiness),
        Admittance.Full => context.WriteProblemAsync(
            ProblemKind.QueueFull, $"The queue has no room for {job.Count} texts; nothing of the request was taken.", retryAfter),
        _ => context.WriteProblemAsync(
            ProblemKind.QueueFull,
            $"The work ahead and these {job.Volume.Tokens} tokens would not finish within {job.Deadline.TotalSeconds:F0} s; nothing of the request was taken.",
            retryAfter),
    };

    private static Task Answer(
        HttpContext context, Readiness readiness, LoadedModel model, List<ScoreItem> items, ScoreJob job, JobEnd end, string timing)
    {
        switch (end)
        {
            case JobEnd.Finished:
                return AnswerScores(context, model, items, job, timing);
            case JobEnd.Expired:
                return context.WriteProblemAsync(
                    ProblemKind.DeadlinePassed, $"Not scored within {job.Deadline.TotalSeconds:F0} s; what had not run was dropped.", retryAfter: 1);
            case JobEnd.Drained:
                return context.WriteUnavailableAsync(readiness);
            case JobEnd.Cancelled:
                throw new OperationCanceledException(context.RequestAborted);
            default:
                throw new UnreachableException($"A job ended as {end}.");
        }
    }

    private static Task AnswerScores(HttpContext context, LoadedModel model, List<ScoreItem> items, ScoreJob job, string timing)
    {
        var headers = context.Response.Headers;
        headers["X-Model-Sha"] = model.Sha;
        headers["Server-Timing"] = timing;
        headers.CacheControl = "no-store";
        var results = new ScoreResult[job.Count];
        var failed = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var id = items[i].Id!;
            if (job.Succeeded(i, out var logits))
            {
                results[i] = ScoreResult.Of(id, model.Labels.ToVerdict(logits), job.Text(i));
            }
            else
            {
                failed++;
                results[i] = new ScoreResult { Id = id, Error = context.Problem(ProblemKind.BackendFailed, "The runtime failed at this text; the others are not touched.") };
            }
        }

        return failed == results.Length
            ? context.WriteProblemAsync(ProblemKind.BackendFailed, "The runtime failed; the fault is logged under the trace_id.")
            : WriteAsync(context, new ScoreResponse(model.Manifest.Name, model.Sha, model.Fingerprint, results));
    }

    private static Task WriteAsync(HttpContext context, ScoreResponse response)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(response, ScoringJson.Default.ScoreResponse);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string Timing(ScoreJob job, long received, long tokenized, TimeProvider time)
    {
        double Between(long from, long to) => to > from ? time.GetElapsedTime(from, to).TotalMilliseconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"tok;dur={Between(received, tokenized):F3}, queue;dur={Between(tokenized, job.FirstStarted):F3}, infer;dur={Between(job.FirstStarted, job.LastEnded):F3}");
    }
}
