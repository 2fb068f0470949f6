using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Reasonator.Admission;
using Reasonator.Batches;
using Reasonator.Caching;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Pipeline;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Observability;

/// <summary><c>GET /metrics</c>: what is counted, for Prometheus.</summary>
internal static class MetricsExtensions
{
    /// <summary>The meter of all instruments.</summary>
    public const string MeterName = "Reasonator";

    // An instrument reserves room for as many label sets; the requests, which have most, come to some 200.
    private const int MostLabelSets = 400;

    // Each folder counts what is its own.
    private static readonly Type[] Owners =
    [
        typeof(RequestMetrics), typeof(PipelineMetrics), typeof(CacheMetrics), typeof(CostMetrics), typeof(HealthMetrics), typeof(ProcessMetrics), typeof(StoreMetrics),
        typeof(BatchMetrics),
    ];

    public static void AddServiceMetrics(this WebApplicationBuilder builder)
    {
        foreach (var owner in Owners)
        {
            builder.Services.AddSingleton(owner);
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("reasonator", serviceVersion: BuildVersion.Version, autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics.AddMeter(MeterName).AddPrometheusExporter());
        // Two services in one process, as in the tests, have meters of the same name; each is told by who made it.
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, metrics) =>
        {
            var own = services.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope == own ? new MetricStreamConfiguration { CardinalityLimit = MostLabelSets } : MetricStreamConfiguration.Drop);
        });
    }

    /// <summary>Counts requests from here on inwards.</summary>
    public static void UseServiceMetrics(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<RequestMetrics>();
        app.Use(next => context => metrics.CountAsync(context, next));
    }

    public static void MapServiceMetrics(this WebApplication app)
    {
        // Nobody asks for most of these: what they observe is there from the first scrape.
        foreach (var owner in Owners)
        {
            app.Services.GetRequiredService(owner);
        }

        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new TokenRequirement(RequiredToken.Service));
    }
}
