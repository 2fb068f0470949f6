using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reasonator.Security;

namespace Reasonator.Tests.Contract;

/// <summary>What the framework cannot read from one route: its token, its headers, and that HEAD has no body.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Tags?.Clear();
        var isHead = context.Description.HttpMethod == HttpMethods.Head;
        if (isHead)
        {
            // One route, two operations: their ids must differ.
            operation.OperationId += "Head";
        }

        var required = context.Description.ActionDescriptor.EndpointMetadata.OfType<TokenRequirement>().Any();
        if (required)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentDescription.Scheme, context.Document)] = [] },
            ];
        }

        var answers = operation.Responses!.OrderBy(answer => answer.Key, StringComparer.Ordinal).ToList();
        operation.Responses!.Clear();
        foreach (var (status, answer) in answers)
        {
            Describe((OpenApiResponse)answer, status, isHead);
            operation.Responses.Add(status, answer);
        }

        switch (operation.OperationId)
        {
            case "Score":
                ScoreDescription.AddTo(operation);
                break;
            case "SubmitBatch":
                BatchDescription.AddToSubmission(operation);
                break;
            case "BatchResults":
                BatchDescription.AddToResults(operation);
                break;
            case "Rescore":
                BatchDescription.AddToRescoring(operation);
                break;
            case "Scores":
                ScoresDescription.AddTo(operation);
                break;
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiResponse answer, string status, bool isHead)
    {
        answer.Description = Meaning(status);
        if (isHead)
        {
            answer.Content?.Clear();
        }

        if (status == "401")
        {
            answer.Header("WWW-Authenticate", "Bearer", JsonSchemaType.String);
        }

        if (status is "429" or "503" or "504")
        {
            answer.Header("Retry-After", "Whole seconds.", JsonSchemaType.Integer);
        }
    }

    private static string Meaning(string status) => status switch
    {
        "200" => "Done.",
        "202" => "Taken, and stored.",
        "400" => "Malformed JSON, or a value that is not allowed; errors points at each fault.",
        "401" => "No token, or none of this service.",
        "403" => "A trusted proxy took the request over plain http: whatever token it carried is no secret any more.",
        "404" => "There is no such batch, or it has expired.",
        "408" => "The body took too long to arrive.",
        "413" => "The body or the number of items is over the limit, which detail names.",
        "415" => "The body is not JSON in UTF-8.",
        "422" => "The Idempotency-Key was sent with another body before.",
        "429" => "The work ahead and this request would not finish within its deadline, or the queue is full; nothing was taken.",
        "500" => "The model failed at every text of the request, or the service failed.",
        "503" => "Warming up, failed, stalled or draining; where a database is needed also without one (no-database), while it does not answer (database-unavailable), or when it has no room (store-full).",
        "504" => "The deadline passed in the queue; what had not run was dropped.",
        _ => throw new UnreachableException($"Say what {status} means."),
    };
}
