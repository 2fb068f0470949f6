using System.Diagnostics.Metrics;
using Reasonator.Hosting;
using Reasonator.Observability;

namespace Reasonator.Health;

/// <summary>What health says, and of which model.</summary>
internal sealed class HealthMetrics
{
    private readonly Readiness _readiness;

    public HealthMetrics(Readiness readiness, Uptime uptime, IMeterFactory meters)
    {
        _readiness = readiness;
        var meter = meters.Create(MetricsExtensions.MeterName);
        meter.CreateObservableGauge("reasonator.status", Status, null, "1 for the state that health shows, 0 for the others.");
        meter.CreateObservableGauge("reasonator.model.info", Model, null, "1, with the loaded model and the build that serves it; absent until the model is proven.");
        meter.CreateObservableGauge("reasonator.uptime", () => uptime.Elapsed.TotalSeconds, "s", "Seconds since the process was put together.");
    }

    private IEnumerable<Measurement<long>> Status()
    {
        var status = _readiness.Status;
        return Enum.GetValues<ServiceStatus>().Select(state => new Measurement<long>(state == status ? 1 : 0, new KeyValuePair<string, object?>("state", HealthEndpoints.Name(state))));
    }

    private IEnumerable<Measurement<long>> Model() => _readiness.Model is { } model
        ? [new(1, new("model", model.Manifest.Name), new("model_sha", model.Sha), new("fingerprint", model.Fingerprint), new("version", BuildVersion.Version), new("commit", BuildVersion.Commit ?? "unknown"))]
        : [];
}
