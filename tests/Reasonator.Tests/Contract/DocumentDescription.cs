using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reasonator.Hosting;
using Reasonator.Security;

namespace Reasonator.Tests.Contract;

/// <summary>What the framework cannot read from the routes: the title, the tokens, and the headers.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    private const string Scheme = "token";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Reasonator",
            Version = BuildVersion.Version,
            Description = "Scores the sentiment of US-market news with FinBERT. Every error is application/problem+json.",
        };
        // The document is the contract, the same wherever it is served.
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The service token; on operator routes the operator token.",
        });
        foreach (var group in context.DescriptionGroups.SelectMany(g => g.Items))
        {
            if (group.ActionDescriptor.EndpointMetadata.OfType<TokenRequirement>().Any()
                && document.Paths.TryGetValue("/" + group.RelativePath, out var path)
                && path.Operations is { } operations
                && operations.TryGetValue(new HttpMethod(group.HttpMethod!), out var operation))
            {
                Describe(document, operation);
            }
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiDocument document, OpenApiOperation operation)
    {
        (operation.Security ??= []).Add(new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(Scheme, document)] = [],
        });
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
}
