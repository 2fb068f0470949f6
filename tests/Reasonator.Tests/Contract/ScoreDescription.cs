using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Reasonator.Tests.Contract;

/// <summary>What the handler of <c>POST /v1/score</c> reads and writes by itself, so that the framework does not see it.</summary>
internal static class ScoreDescription
{
    public static void AddTo(OpenApiOperation operation)
    {
        operation.Parameters =
        [
            Header("Prefer", "wait=SECONDS (RFC 7240): the deadline of the answer; default 20, at most 25."),
            Header("X-Request-Id", "Echoed: up to 128 letters, digits and -_.: ; anything else is replaced."),
            Header("traceparent", "Continued (W3C Trace Context): its trace id is the trace_id of an error."),
        ];
        ((OpenApiRequestBody)operation.RequestBody!).Content!["application/json"].Example =
            JsonNode.Parse("""{"items":[{"text":"Apple raises guidance after record quarter"}]}""");
        foreach (var (status, answer) in operation.Responses!)
        {
            if (status is "200" or "500")
            {
                ((OpenApiResponse)answer).Header("X-Model-Sha", "The model that ran.", JsonSchemaType.String);
                ((OpenApiResponse)answer).Header("Server-Timing", "tok, queue and infer, in milliseconds.", JsonSchemaType.String);
            }

            if (status is "200" or "429" or "500" or "504")
            {
                ((OpenApiResponse)answer).Header("Preference-Applied", "The deadline in force, when Prefer set it.", JsonSchemaType.String);
            }
        }
    }

    public static void Header(this OpenApiResponse answer, string name, string description, JsonSchemaType type) =>
        (answer.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] =
            new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } };

    public static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
