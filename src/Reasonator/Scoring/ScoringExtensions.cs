using Reasonator.Errors;
using Reasonator.Security;

namespace Reasonator.Scoring;

internal static class ScoringExtensions
{
    public static void MapScoring(this WebApplication app)
    {
        var route = app.MapPost("/v1/score", ScoreEndpoint.Score)
            .WithName("Score")
            .WithSummary("Scores the sentiment of 1 to 32 texts.")
            .Accepts<ScoreRequest>("application/json")
            .Produces<ScoreResponse>()
            .RequireToken(RequiredToken.Service);
        foreach (var status in (int[])[400, 413, 415, 429, 500, 504])
        {
            route.Produces<Problem>(status, ProblemWriter.MediaType);
        }
    }
}
