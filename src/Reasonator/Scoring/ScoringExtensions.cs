using Microsoft.AspNetCore.Http.Metadata;
using Reasonator.Errors;
using Reasonator.Observability;
using Reasonator.Security;

namespace Reasonator.Scoring;

internal static class ScoringExtensions
{
    public static void MapScoring(this WebApplication app)
    {
        var route = app.MapPost("/v1/score", ScoreEndpoint.Score)
            .WithName("Score")
            .WithSummary("Scores the sentiment of 1 to 32 texts.")
            // Without a media type: given one, routing answers 415 by itself, before anybody has asked for a token.
            .WithMetadata(new AcceptsMetadata([], typeof(ScoreRequest)), new TrafficRoute())
            .Produces<ScoreResponse>()
            .RequireToken(RequiredToken.Service);
        foreach (var status in (int[])[400, 413, 415, 429, 500, 504])
        {
            route.Produces<Problem>(status, ProblemWriter.MediaType);
        }
    }
}
