using Reasonator.Caching;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Store;
using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary><c>POST /v1/score</c>: read, look up, tokenize, admit, wait, answer.</summary>
internal static class ScoreEndpoint
{
    public static async Task Score(
        HttpContext context, Readiness readiness, WorkQueue queue, ScoreCache cache, ScoreEvents events, PipelineMetrics metrics, PipelineOptions options, TimeProvider time)
    {
        var received = time.GetTimestamp();
        if (readiness is not { Status: ServiceStatus.Ok, Model: { } model })
        {
            await context.WriteUnavailableAsync(readiness);
            return;
        }

        if (await ReadPlan(context, model, cache, options) is not { } plan)
        {
            return;
        }

        var (deadline, applied) = WaitPreference.Read(context.Request.Headers);
        if (applied)
        {
            context.Response.Headers["Preference-Applied"] = $"wait={deadline.TotalSeconds:F0}";
        }

        var job = plan.ToJob(deadline, received);
        var tokenized = time.GetTimestamp();
        var answer = new ScoreAnswer(context, readiness, model, plan, events);
        if (job is null)
        {
            await answer.WriteScoresAsync(Note(StageTimes.WithoutRuns(received, tokenized), job, metrics, time));
            return;
        }

        var admittance = queue.TryAdmit(job, out var retryAfter);
        if (admittance != Admittance.Admitted)
        {
            await answer.RefuseAsync(job, admittance, retryAfter);
            return;
        }

        var end = await queue.WaitAsync(job, context.RequestAborted);
        var timing = end is JobEnd.Finished or JobEnd.Expired ? Note(StageTimes.Of(job, tokenized, time.GetTimestamp()), job, metrics, time) : "";
        await answer.WriteAsync(job, end, timing);
    }

    /// <summary>What the body asks for; null when the request has been answered with its faults.</summary>
    private static async Task<ScorePlan?> ReadPlan(HttpContext context, LoadedModel model, ScoreCache cache, PipelineOptions options)
    {
        using var body = await RequestBody.ReadAsync(context, RequestLimits.Score.Bytes);
        if (body is null || await context.ReadScoreRequestAsync(body, RequestLimits.Score) is not { } request)
        {
            return null;
        }

        IReadOnlyList<TextSpan>[] spans = [.. request.Items.Select(item => ScorePlan.Spans(request, item.Text, model))];
        if (spans.Sum(parts => parts.Count) is var parts && parts > options.QueueCapacity)
        {
            await context.WriteProblemAsync(
                ProblemKind.TooLarge, $"A request may have at most {options.QueueCapacity} sentences; this has {parts}: send fewer items, or shorter ones.");
            return null;
        }

        return new ScorePlan(request, spans, model, cache);
    }

    /// <summary>Has the times counted and traced; what the caller is told of them.</summary>
    private static string Note(in StageTimes times, ScoreJob? job, PipelineMetrics metrics, TimeProvider time)
    {
        metrics.Answered(Lane.Interactive, times);
        StageSpans.Add(times, job, time);
        return times.ToHeader(time);
    }
}
