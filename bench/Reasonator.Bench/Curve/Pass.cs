namespace Reasonator.Bench.Curve;

/// <summary>One load at one level: what came of it after its first seconds, in which the queue fills.</summary>
/// <param name="Factor">Offered load over the capacity that was measured right before.</param>
/// <param name="Capacity">Requests a second: the mean of right before and right after.</param>
/// <param name="Seconds">Length of what is counted.</param>
/// <param name="Outcomes">Of requests sent in it.</param>
/// <param name="Obedient">Callers who obeyed and came back while the load went on.</param>
/// <param name="ObedientAfter">Those who came back when it had ended: what Retry-After promises is for them.</param>
/// <param name="OwnRefusals">Milliseconds that the service took for each refusal.</param>
/// <param name="Unsent">Requests that the generator was too late for.</param>
internal sealed record Pass(
    double Factor, double Capacity, double Seconds, Outcome[] Outcomes, Obedience[] Obedient, Obedience[] ObedientAfter, double[] OwnRefusals, int Unsent)
{
    public double Goodput => Outcomes.Count(o => o.Status == 200) / Seconds / Capacity;

    public double Offered => Outcomes.Length / Seconds / Capacity;
}
