using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reasonator.Hosting;
using Reasonator.Scoring;
using Reasonator.Security;

namespace Reasonator.Tests.Contract;

/// <summary>What the framework cannot read from the routes: the title, the tokens, the body and the headers.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    private const string Scheme = "token";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Reasonator",
            Version = BuildVersion.Version,
            Description = "Scores the sentiment of US-market news with FinBERT. Every error is application/problem+json.",
        };
        // The document is the contract, the same wherever it is served.
        document.Servers?.Clear();
        document.Tags?.Clear();
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The service token; on operator routes the operator token.",
        });
        foreach (var route in context.DescriptionGroups.SelectMany(g => g.Items))
        {
            var operation = document.Paths["/" + route.RelativePath].Operations![new HttpMethod(route.HttpMethod!)];
            operation.Tags?.Clear();
            Secure(document, route, operation);
            NameRetryAfter(operation);
            if (route.HttpMethod == "HEAD")
            {
                operation.OperationId += "Head";
                operation.Responses?.Values.OfType<OpenApiResponse>().ToList().ForEach(r => r.Content?.Clear());
            }

            if (route.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Any(a => a.RequestType == typeof(ScoreRequest)))
            {
                await DescribeScoring(document, context, operation, cancellationToken);
            }
        }
    }

    private static void Secure(OpenApiDocument document, ApiDescription route, OpenApiOperation operation)
    {
        if (route.ActionDescriptor.EndpointMetadata.OfType<TokenRequirement>().Any())
        {
            (operation.Security ??= []).Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] });
        }
    }

    private static void NameRetryAfter(OpenApiOperation operation)
    {
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (status is "429" or "503" && answer is OpenApiResponse response)
            {
                (response.Headers ??= new Dictionary<string, IOpenApiHeader>())["Retry-After"] = new OpenApiHeader
                {
                    Description = "Whole seconds.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                };
            }
        }
    }

    // The service reads the body by itself, strictly, so that no parameter of the handler tells of it.
    private static async Task DescribeScoring(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, OpenApiOperation operation, CancellationToken stop)
    {
        document.AddComponent(nameof(ScoreItem), await context.GetOrCreateSchemaAsync(typeof(ScoreItem), null, stop));
        var request = await context.GetOrCreateSchemaAsync(typeof(ScoreRequest), null, stop);
        ((OpenApiSchema)request.Properties!["items"]).Items = new OpenApiSchemaReference(nameof(ScoreItem), document);
        document.AddComponent(nameof(ScoreRequest), request);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchemaReference(nameof(ScoreRequest), document),
                    Example = JsonNode.Parse("""{"items":[{"text":"Apple raises guidance after record quarter"}]}"""),
                },
            },
        };
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = "Prefer",
            In = ParameterLocation.Header,
            Description = "wait=SECONDS (RFC 7240): the deadline; 20 where absent, at most 25.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}
