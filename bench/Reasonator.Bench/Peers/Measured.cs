namespace Reasonator.Bench.Peers;

/// <summary>All that was measured of one model.</summary>
/// <param name="Subject">The model.</param>
/// <param name="Rounds">The counted rounds.</param>
/// <param name="Service">Start and memory of the service.</param>
/// <param name="Raw">Of the raw loop in a process of its own.</param>
/// <param name="Peer">transformers.js; null where it could not run.</param>
internal sealed record Measured(Subject Subject, IReadOnlyList<Round> Rounds, Footprint Service, Footprint Raw, MeasuredPeer? Peer)
{
    /// <summary>The median over the rounds of what a round says; null where it says nothing.</summary>
    public double? Median(Func<Round, double?> ratio) =>
        Rounds.Select(ratio).ToList() is var values && values.All(v => v is not null) ? values.Select(v => v!.Value).Median() : null;

    /// <summary>A percentile over all of the rounds' samples together; null where there is none.</summary>
    public double? Percentile(Func<Round, IEnumerable<double>> samples, double percent) =>
        Rounds.SelectMany(samples).ToList() is { Count: > 0 } all ? all.Percentile(percent) : null;
}
