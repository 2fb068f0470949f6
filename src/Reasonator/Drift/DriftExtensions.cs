using Reasonator.Batches;

namespace Reasonator.Drift;

/// <summary>Whether a day's labels and sentiment are like another day's.</summary>
internal static class DriftExtensions
{
    public static void AddDrift(this WebApplicationBuilder builder) => builder.Services.AddSingleton<DriftTable>();

    public static void MapDrift(this WebApplication app) => app.MapGet("/v1/drift", DriftEndpoint.Compare)
        .WithName("Drift")
        .WithSummary("Labels and sentiment of a day against those of another one, and whether the difference is more than chance.")
        .Produces<DriftReport>()
        .Refuses(400)
        .OfTheStore();
}
