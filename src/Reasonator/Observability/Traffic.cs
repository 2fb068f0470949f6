using Reasonator.Pipeline;

namespace Reasonator.Observability;

/// <summary>
/// The last minute of requests to score, second by second, in a ring that never grows: counted whether or not anybody watches,
/// so that who opens the operator page sees what has just happened. Safe for concurrent use.
/// </summary>
internal sealed class Traffic
{
    /// <summary>Seconds that are kept.</summary>
    public const int Kept = 60;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly long _startedAt;
    // One more: the second that is not over yet.
    private readonly TrafficSlot[] _slots = [.. Enumerable.Range(0, Kept + 1).Select(_ => new TrafficSlot())];

    public Traffic(TimeProvider time)
    {
        _time = time;
        // Whole seconds of a clock that nobody sets, told as the wall's clock at the start goes on.
        (_started, _startedAt) = (time.GetTimestamp(), time.GetUtcNow().ToUnixTimeSeconds());
    }

    private long Now => (long)_time.GetElapsedTime(_started).TotalSeconds;

    /// <summary>A request was answered with its scores.</summary>
    public void Scored(int texts, in StageTimes times)
    {
        TimeSpan tokenize = Between(times.Received, times.Tokenized), queue = Between(times.Tokenized, times.Started), infer = Between(times.Started, times.Ended);
        lock (_lock)
        {
            Current().Scored(texts, tokenize, queue, infer);
        }
    }

    /// <summary>A request was answered.</summary>
    /// <param name="status">Its HTTP status; 499 for a caller that went away.</param>
    /// <param name="total">From its arrival to the answer's end.</param>
    public void Answered(int status, TimeSpan total)
    {
        lock (_lock)
        {
            Current().Answered(status, total);
        }
    }

    /// <summary>The seconds that are over and come after one that is known; those without a request too.</summary>
    /// <param name="known">The last one that was told, from the start on; replaced.</param>
    public IReadOnlyList<TrafficSecond> Since(ref long known)
    {
        lock (_lock)
        {
            var (now, seconds) = (Now, new List<TrafficSecond>());
            for (var second = Math.Max(known + 1, Math.Max(0, now - Kept)); second < now; second++)
            {
                var slot = _slots[second % _slots.Length];
                seconds.Add((slot.Second == second ? slot : TrafficSlot.Empty).Read(_startedAt + second));
            }

            known = now - 1;
            return seconds;
        }
    }

    /// <summary>The stages of the last minute.</summary>
    public StageQuantiles Stages()
    {
        Span<int> buckets = stackalloc int[TrafficSlot.Stages * LatencyBuckets.Count];
        lock (_lock)
        {
            var now = Now;
            foreach (var slot in _slots)
            {
                slot.AddTo(buckets, slot.Second >= now - Kept);
            }
        }

        return new StageQuantiles(Of(buckets, 0), Of(buckets, 1), Of(buckets, 2), Of(buckets, TrafficSlot.Total));
    }

    private static Quantiles Of(ReadOnlySpan<int> buckets, int stage)
    {
        var own = buckets.Slice(stage * LatencyBuckets.Count, LatencyBuckets.Count);
        return new Quantiles { P50 = LatencyBuckets.Quantile(own, 0.5), P99 = LatencyBuckets.Quantile(own, 0.99) };
    }

    private TimeSpan Between(long from, long to) => to > from ? _time.GetElapsedTime(from, to) : TimeSpan.Zero;

    private TrafficSlot Current()
    {
        var now = Now;
        var slot = _slots[now % _slots.Length];
        slot.Enter(now);
        return slot;
    }
}
