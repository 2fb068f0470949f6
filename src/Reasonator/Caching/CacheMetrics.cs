using System.Diagnostics.Metrics;
using Reasonator.Observability;

namespace Reasonator.Caching;

/// <summary>How well scores are remembered.</summary>
internal sealed class CacheMetrics
{
    public CacheMetrics(ScoreCache cache, IMeterFactory meters)
    {
        var meter = meters.Create(MetricsExtensions.MeterName);
        meter.CreateObservableCounter("reasonator.cache.hits", () => cache.Statistics.Hits, "{text}", "Texts whose score was remembered.");
        meter.CreateObservableCounter("reasonator.cache.misses", () => cache.Statistics.Misses, "{text}", "Texts whose score was not; some of them share a run.");
        meter.CreateObservableGauge("reasonator.cache.size", () => (long)cache.Statistics.Entries * ScoreCache.BytesAnEntry, "By", "Bytes of the scores that are remembered.");
        meter.CreateObservableGauge("reasonator.cache.capacity", () => (long)cache.Statistics.Capacity * ScoreCache.BytesAnEntry, "By", "The most bytes of them (CACHE_BYTES).");
    }
}
