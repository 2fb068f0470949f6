using System.Diagnostics.Metrics;
using Reasonator.Observability;

namespace Reasonator.Admission;

/// <summary>What a run is taken to cost, and how wrong that is.</summary>
internal sealed class CostMetrics
{
    public CostMetrics(CostModel costs, IMeterFactory meters)
    {
        var meter = meters.Create(MetricsExtensions.MeterName);
        meter.CreateObservableGauge("reasonator.cost.run", () => costs.Coefficients.PerRun, "s", "Measured seconds a run, whatever its length.");
        meter.CreateObservableGauge("reasonator.cost.token", () => costs.Coefficients.PerToken, "s", "Measured seconds a token.");
        meter.CreateObservableGauge("reasonator.cost.token.squared", () => costs.Coefficients.PerTokenSquared, "s", "Measured seconds a squared token.");
        meter.CreateObservableGauge("reasonator.cost.error", () => costs.Coefficients.MeanError, "1", "Fading mean of |predicted - measured| / measured.");
    }
}
