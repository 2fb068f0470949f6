using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Reasonator.Batches;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Observability;

/// <summary><c>GET /metrics</c>: what is counted, for Prometheus.</summary>
internal static class MetricsExtensions
{
    /// <summary>The meter of all instruments.</summary>
    public const string MeterName = "Reasonator";

    public static void AddServiceMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StoreMetrics>();
        builder.Services.AddSingleton<BatchMetrics>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(MeterName).AddPrometheusExporter());
        // Two services in one process, as in the tests, have meters of the same name; each is told by who made it.
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, metrics) =>
        {
            var own = services.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope == own ? null : MetricStreamConfiguration.Drop);
        });
    }

    public static void MapServiceMetrics(this WebApplication app)
    {
        // Nobody asks for these: what they observe is there from the first scrape.
        app.Services.GetRequiredService<StoreMetrics>();
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new TokenRequirement(RequiredToken.Service));
    }
}
