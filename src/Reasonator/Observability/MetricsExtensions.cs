using OpenTelemetry.Metrics;
using Reasonator.Batches;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Observability;

/// <summary><c>GET /metrics</c>: what is counted, for Prometheus.</summary>
internal static class MetricsExtensions
{
    /// <summary>The meter of all instruments.</summary>
    public const string Meter = "Reasonator";

    public static void AddServiceMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StoreMetrics>();
        builder.Services.AddSingleton<BatchMetrics>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meter).AddPrometheusExporter());
    }

    public static void MapServiceMetrics(this WebApplication app)
    {
        // Nobody asks for these: what they observe is there from the first scrape.
        app.Services.GetRequiredService<StoreMetrics>();
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new TokenRequirement(RequiredToken.Service));
    }
}
