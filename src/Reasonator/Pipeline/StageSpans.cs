using System.Diagnostics;

namespace Reasonator.Pipeline;

/// <summary>The stages of a request, or of a batch's chunk, as spans; made afterwards, of times that are taken anyway.</summary>
internal static class StageSpans
{
    public const string SourceName = "Reasonator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Spans below the request's own.</summary>
    public static void Add(in StageTimes times, ScoreJob? job, TimeProvider time)
    {
        if (Source.HasListeners() && Activity.Current is { Recorded: true } request)
        {
            Add(times, job, request, WallClock(time));
        }
    }

    /// <summary>A trace of its own: who submitted the batch may be gone since days.</summary>
    public static void AddChunk(in StageTimes times, ScoreJob job, Guid batch, TimeProvider time)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var at = WallClock(time);
        using var chunk = Source.StartActivity("batch chunk", ActivityKind.Internal, parentContext: default, startTime: at(times.Received));
        if (chunk is { Recorded: true })
        {
            chunk.SetTag("reasonator.batch", batch.ToString());
            Add(times, job, chunk, at);
            chunk.SetEndTime(at(times.Answered).UtcDateTime);
        }
    }

    private static void Add(in StageTimes times, ScoreJob? job, Activity parent, Func<long, DateTimeOffset> at)
    {
        void Span(string name, long from, long to)
        {
            using var span = Source.StartActivity(name, ActivityKind.Internal, parent.Context, startTime: at(from));
            span?.SetEndTime(at(Math.Max(from, to)).UtcDateTime);
        }

        Span("tokenize", times.Received, times.Tokenized);
        if (times.Started > 0)
        {
            Span("queue", times.Tokenized, times.Started);
        }

        if (times.Ended > 0)
        {
            Span("infer", times.Started, times.Ended);
        }

        parent.SetTag("reasonator.texts", job?.Count ?? 0);
        parent.SetTag("reasonator.tokens", job?.Tokens ?? 0);
    }

    /// <summary>Timestamps to the wall clock, all by the same distance.</summary>
    private static Func<long, DateTimeOffset> WallClock(TimeProvider time)
    {
        var (now, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        return timestamp => now - time.GetElapsedTime(timestamp, stamp);
    }
}
