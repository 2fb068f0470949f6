namespace Reasonator.Bench.Curve;

/// <summary>A level of the load: its passes together. Ratios are medians of the passes, times percentiles over all of them.</summary>
internal sealed record Level(double Factor, IReadOnlyList<Pass> Passes)
{
    public double Goodput => Passes.Select(pass => pass.Goodput).Median();

    public double Offered => Passes.Select(pass => pass.Offered).Median();

    public double Capacity => Passes.Select(pass => pass.Capacity).Median();

    public int Count(int status) => Passes.Sum(pass => pass.Outcomes.Count(o => o.Status == status));

    public int Sent => Passes.Sum(pass => pass.Outcomes.Length);

    public int Unsent => Passes.Sum(pass => pass.Unsent);

    /// <summary>NaN where no answer has that status.</summary>
    public double Milliseconds(int status, double percent) =>
        Passes.SelectMany(pass => pass.Outcomes).Where(o => o.Status == status).Select(o => o.Milliseconds).Percentile(percent);

    public double OwnRefusal(double percent) => Passes.SelectMany(pass => pass.OwnRefusals).Percentile(percent);

    public IReadOnlyCollection<Obedience> Obedient => [.. Passes.SelectMany(pass => pass.Obedient)];

    public IReadOnlyCollection<Obedience> ObedientAfter => [.. Passes.SelectMany(pass => pass.ObedientAfter)];
}
