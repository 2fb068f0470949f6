using System.Diagnostics.Metrics;
using Reasonator.Observability;

namespace Reasonator.Store;

/// <summary>The store's figures as instruments; none where there is no database.</summary>
internal sealed class StoreMetrics
{
    private readonly StoreHealth _health;

    public StoreMetrics(StoreHealth health, IMeterFactory meters)
    {
        _health = health;
        var meter = meters.Create(MetricsExtensions.MeterName);
        meter.CreateObservableCounter("reasonator.store.events.written", () => Observe(s => s.EventsWritten), "{event}", "Scores that the database has a row of.");
        meter.CreateObservableCounter("reasonator.store.events.lost", () => Observe(s => s.EventsLost), "{event}", "Scores that were not and will not be stored.");
        meter.CreateObservableGauge("reasonator.store.events.pending", () => Observe(s => s.EventsPending), "{event}", "Scores that wait for the database.");
        meter.CreateObservableGauge("reasonator.store.rows", () => Observe(s => s.Rows), "{row}", "Rows of the database after the last write.");
        meter.CreateObservableGauge("reasonator.store.row.budget", () => Observe(s => s.RowBudget), "{row}", "The most rows; the oldest events give way to new ones.");
        meter.CreateObservableGauge("reasonator.store.up", () => Observe(s => s.State is "ok" ? 1 : 0), null, "1 while the database takes what is written.");
    }

    private IEnumerable<Measurement<long>> Observe(Func<StoreStatus, long?> figure) =>
        _health.State is not StoreState.None && figure(_health.Status) is { } value ? [new Measurement<long>(value)] : [];
}
