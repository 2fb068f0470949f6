using Reasonator.Batches;

namespace Reasonator.Tracing;

internal static class TracingExtensions
{
    public static void AddTracing(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ScoreTrace>();

    public static void MapTracing(this WebApplication app) => app.MapGet("/v1/scores", ScoresEndpoint.List)
        .WithName("Scores")
        .WithSummary("The stored scores, the newest first: what was said of which text, and what made it.")
        .Produces<ScorePage>()
        .Refuses(400)
        .OfTheStore();
}
