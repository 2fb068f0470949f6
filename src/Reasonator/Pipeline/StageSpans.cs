using System.Diagnostics;

namespace Reasonator.Pipeline;

/// <summary>The stages of a request as spans below the request's own; made afterwards, of times that are taken anyway.</summary>
internal static class StageSpans
{
    public const string SourceName = "Reasonator";

    private static readonly ActivitySource Source = new(SourceName);

    public static void Add(in StageTimes times, ScoreJob? job, TimeProvider time)
    {
        if (!Source.HasListeners() || Activity.Current is not { Recorded: true } request)
        {
            return;
        }

        // Timestamps to the wall clock, all by the same distance.
        var (now, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        DateTimeOffset At(long timestamp) => now - time.GetElapsedTime(timestamp, stamp);
        void Span(string name, long from, long to)
        {
            using var span = Source.StartActivity(name, ActivityKind.Internal, request.Context, startTime: At(from));
            span?.SetEndTime(At(Math.Max(from, to)).UtcDateTime);
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

        request.SetTag("reasonator.texts", job?.Count ?? 0);
        request.SetTag("reasonator.tokens", job?.Tokens ?? 0);
    }
}
