using System.Diagnostics.Metrics;
using Reasonator.Observability;

namespace Reasonator.Pipeline;

/// <summary>How long each stage takes, what ran, and what waits.</summary>
internal sealed class PipelineMetrics
{
    // 1 ms to the longest answer; the default deadline of 20 s is one of them.
    private static readonly double[] Bounds = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];
    private static readonly Lane[] Lanes = [Lane.Interactive, Lane.Batch];

    private readonly Histogram<double> _stages;
    private readonly long[] _scored = new long[Lanes.Length];
    private readonly long[] _failed = new long[Lanes.Length];
    private readonly long[] _tokens = new long[Lanes.Length];
    private readonly TimeProvider _time;

    public PipelineMetrics(WorkQueue queue, TimeProvider time, IMeterFactory meters)
    {
        _time = time;
        var meter = meters.Create(MetricsExtensions.MeterName);
        _stages = meter.CreateHistogram(
            "reasonator.stage.duration", "s", "Seconds of a request (lane interactive) or of a chunk (lane batch) in a stage; total ends when the answer is known.",
            null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
        meter.CreateObservableCounter("reasonator.texts", () => Lanes.SelectMany(lane => (Measurement<long>[])
            [new(_scored[(int)lane], Of(lane), new("outcome", "scored")), new(_failed[(int)lane], Of(lane), new("outcome", "failed"))]), "{text}", "Texts that ran, by lane and outcome.");
        meter.CreateObservableCounter("reasonator.tokens", () => ByLane(lane => _tokens[(int)lane]), "{token}", "Tokens of the texts that ran.");
        meter.CreateObservableCounter("reasonator.queue.shared", () => queue.Shared, "{text}", "Texts that were in flight already and waited for the same run.");
        meter.CreateObservableGauge("reasonator.queue.depth", () => ByLane(lane => (long)queue.Depth(lane)), "{text}", "Texts that wait.");
        meter.CreateObservableGauge("reasonator.queue.oldest.age", () => ByLane(lane => queue.OldestWait(lane).TotalSeconds), "s", "How long the first of a lane has waited; 0 where none waits.");
    }

    /// <summary>A run ended.</summary>
    public void Ran(TextRun run, bool succeeded)
    {
        Interlocked.Increment(ref (succeeded ? _scored : _failed)[(int)run.Lane]);
        Interlocked.Add(ref _tokens[(int)run.Lane], run.Tokens.Length);
    }

    /// <summary>A request or a chunk was answered, or its deadline passed.</summary>
    public void Answered(Lane lane, in StageTimes times)
    {
        Record("tokenize", lane, times.Received, times.Tokenized);
        if (times.Started > 0)
        {
            Record("queue", lane, times.Tokenized, times.Started);
        }

        if (times.Ended > 0)
        {
            Record("infer", lane, times.Started, times.Ended);
        }

        Record("total", lane, times.Received, times.Answered);
    }

    private void Record(string stage, Lane lane, long from, long to) =>
        _stages.Record(Math.Max(0, _time.GetElapsedTime(from, to).TotalSeconds), new("stage", stage), Of(lane));

    private static IEnumerable<Measurement<T>> ByLane<T>(Func<Lane, T> figure)
        where T : struct => Lanes.Select(lane => new Measurement<T>(figure(lane), Of(lane)));

    private static KeyValuePair<string, object?> Of(Lane lane) => new("lane", lane is Lane.Interactive ? "interactive" : "batch");
}
