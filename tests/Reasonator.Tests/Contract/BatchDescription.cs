using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Reasonator.Batches;

namespace Reasonator.Tests.Contract;

/// <summary>What the handlers of the batches read and write by themselves, so that the framework does not see it.</summary>
internal static class BatchDescription
{
    public static void AddToSubmission(OpenApiOperation operation) =>
        Describe(operation, """{"items":[{"id":"n-1","text":"Apple raises guidance after record quarter"}]}""");

    public static void AddToRescoring(OpenApiOperation operation) => Describe(operation, """{"stale":true}""");

    public static void AddToResults(OpenApiOperation operation)
    {
        ((OpenApiParameter)operation.Parameters!.Single(parameter => parameter.Name == "after")).Description =
            "The id of a result: the stream goes on behind it. Without it the results are whole.";
        ((OpenApiResponse)operation.Responses!["429"]).Description = "Thirty-two callers read results of this process already.";
    }

    private static void Describe(OpenApiOperation operation, string example)
    {
        operation.Parameters =
        [
            ScoreDescription.Header(IdempotencyKey.Header, "1 to 255 visible ASCII characters: the same key and body give the same batch, also after a restart."),
        ];
        ((OpenApiRequestBody)operation.RequestBody!).Content!["application/json"].Example = JsonNode.Parse(example);
        ((OpenApiResponse)operation.Responses!["202"]).Header("Location", "Where the batch is.", JsonSchemaType.String);
    }
}
