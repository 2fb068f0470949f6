using System.Diagnostics.Metrics;
using Reasonator.Observability;

namespace Reasonator.Batches;

/// <summary>What this process has done of batches.</summary>
internal sealed class BatchMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _texts = meters.Create(MetricsExtensions.MeterName).CreateCounter<long>("reasonator.batch.texts", "{text}", "Texts of batches whose results this process stored, by outcome.");
    private readonly Counter<long> _chunks = meters.Create(MetricsExtensions.MeterName).CreateCounter<long>("reasonator.batch.chunks", "{chunk}", "Chunks that this process worked on, by outcome.");

    /// <summary>The results of a chunk were stored.</summary>
    public void Stored(ChunkResults results)
    {
        _texts.Add(results.Done, Outcome("scored"));
        _texts.Add(results.Failed, Outcome("failed"));
        _chunks.Add(1, Outcome("stored"));
    }

    /// <summary>A chunk was scored and its results not stored: it was cancelled, or is another's.</summary>
    public void Discarded() => _chunks.Add(1, Outcome("discarded"));

    /// <summary>A chunk could not be worked on.</summary>
    public void Failed() => _chunks.Add(1, Outcome("failed"));

    private static KeyValuePair<string, object?> Outcome(string name) => new("outcome", name);
}
