using Microsoft.OpenApi;
using Reasonator.Tracing;

namespace Reasonator.Tests.Contract;

/// <summary>The query of <c>GET /v1/scores</c>, which its handler reads by itself.</summary>
internal static class ScoresDescription
{
    private const string Hash = "^[0-9a-fA-F]{64}$";

    public static void AddTo(OpenApiOperation operation) => operation.Parameters =
    [
        Query("text_sha256", "SHA-256 of a trimmed text's UTF-8.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Hash }),
        Query("model_sha", "SHA-256 of the weights.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Hash }),
        Query("request_id", "X-Request-Id of the request that scored it, or submitted its batch.", new OpenApiSchema { Type = JsonSchemaType.String }),
        Query("stale", "Whether other weights, vocabulary, label order or quantisation made it than those that are loaded now. Filters combine.", new OpenApiSchema { Type = JsonSchemaType.Boolean }),
        Query("limit", "The most scores of an answer.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{ScoreFilter.MostLimit}", Default = ScoreFilter.DefaultLimit }),
        Query("after", "next of an earlier answer: the scores behind it.", new OpenApiSchema { Type = JsonSchemaType.String }),
    ];

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };
}
