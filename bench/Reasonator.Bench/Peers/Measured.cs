namespace Reasonator.Bench.Peers;

/// <summary>All that was measured of one model.</summary>
/// <param name="Subject">The model.</param>
/// <param name="Compared">The rounds.</param>
/// <param name="Service">Start and memory of the service.</param>
/// <param name="Raw">Of the raw loop in a process of its own.</param>
/// <param name="Peers">Of transformers.js by its setting, all of its processes together.</param>
internal sealed record Measured(
    Subject Subject, Comparison Compared, Footprint Service, Footprint Raw, IReadOnlyDictionary<PeerSetting, Footprint> Peers)
{
    /// <summary>The median over the rounds of what a round says; null where it says nothing.</summary>
    public double? Median(Func<Round, double?> value) =>
        Compared.Rounds.Select(value).ToList() is var values && values.All(v => v is not null) ? values.Select(v => v!.Value).Median() : null;

    /// <summary>A percentile over all of the rounds' samples together; null where there is none.</summary>
    public double? Percentile(Func<Round, IEnumerable<double>> samples, double percent) =>
        Compared.Rounds.SelectMany(samples).ToList() is { Count: > 0 } all ? all.Percentile(percent) : null;
}
