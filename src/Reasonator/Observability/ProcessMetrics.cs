using System.Diagnostics.Metrics;

namespace Reasonator.Observability;

/// <summary>Memory and the collector: the few figures that a 512 MB box is watched by, not the runtime's whole meter.</summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MetricsExtensions.MeterName);
        meter.CreateObservableGauge("reasonator.memory", Memory, "By", "Resident now, the most since the start, and the managed heap; whole megabytes.");
        meter.CreateObservableCounter("reasonator.gc.collections", Collections, "{collection}", "Collections, by the oldest generation that they took in.");
        meter.CreateObservableCounter("reasonator.gc.pause", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Seconds that collections held the process up.");
    }

    private static IEnumerable<Measurement<long>> Memory()
    {
        var memory = MemoryInfo.Now();
        return [Kind("resident", memory.ResidentMb), Kind("peak", memory.PeakMb), Kind("managed", memory.ManagedMb)];
    }

    private static Measurement<long> Kind(string name, long megabytes) => new(megabytes << 20, new KeyValuePair<string, object?>("kind", name));

    // The runtime counts a collection for each generation that it took in.
    private static IEnumerable<Measurement<long>> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => new Measurement<long>(
        GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0),
        new KeyValuePair<string, object?>("generation", $"{generation}")));
}
