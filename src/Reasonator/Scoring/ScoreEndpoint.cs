using System.Globalization;
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

        var answer = new ScoreAnswer(context, readiness, model, items, job);
        var admittance = queue.TryAdmit(job, out var retryAfter);
        if (admittance != Admittance.Admitted)
        {
            await answer.RefuseAsync(admittance, retryAfter);
            return;
        }

        var end = await queue.WaitAsync(job, context.RequestAborted);
        await answer.WriteAsync(end, Timing(job, received, tokenized, time));
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

    private static string Timing(ScoreJob job, long received, long tokenized, TimeProvider time)
    {
        double Between(long from, long to) => to > from ? time.GetElapsedTime(from, to).TotalMilliseconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"tok;dur={Between(received, tokenized):F3}, queue;dur={Between(tokenized, job.FirstStarted):F3}, infer;dur={Between(job.FirstStarted, job.LastEnded):F3}");
    }
}
