using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reasonator.Hosting;

namespace Reasonator.Tests.Contract;

/// <summary>What the framework cannot read from the routes about the whole: the title and the tokens.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public const string Scheme = "token";

    private const string Description =
        "Scores the sentiment of US-market news with FinBERT. Every error is application/problem+json, also those that no "
        + "route lists: 404 for a path that is none, 405 for a method that a path does not have, 408 for a body that came too "
        + "slowly. Every answer carries X-Request-Id: the caller's, or a new one.";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Reasonator", Version = BuildVersion.Version, Description = Description };
        // The document is the contract, the same wherever it is served.
        document.Servers?.Clear();
        document.Tags?.Clear();
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The service token; on operator routes the operator token.",
        });
        foreach (var schema in document.Components!.Schemas!.Values)
        {
            NeverNull(schema);
        }
    }

    /// <summary>A member without a value is absent; the framework describes it as one that may be null.</summary>
    private static void NeverNull(IOpenApiSchema schema)
    {
        foreach (var (name, member) in schema.Properties?.ToList() ?? [])
        {
            if (member.OneOf?.OfType<OpenApiSchemaReference>().SingleOrDefault() is { } only)
            {
                schema.Properties![name] = only;
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
