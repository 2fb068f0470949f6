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

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Reasonator", Version = BuildVersion.Version, Description = Description };
        // The document is the contract, the same wherever it is served.
        document.Servers = [new OpenApiServer { Url = "/" }];
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

        return Task.CompletedTask;
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
}
