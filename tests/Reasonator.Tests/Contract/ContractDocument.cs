using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

/// <summary>The OpenAPI document: as committed, and as the routes of the running service say.</summary>
internal static class ContractDocument
{
    public static string CommittedPath { get; } = Path.Combine(Repository.Root, "docs", "openapi.json");

    public static string ActualPath { get; } = Path.Combine(Repository.Root, "artifacts", "openapi.actual.json");

    public static JsonElement Committed { get; } = JsonDocument.Parse(File.ReadAllBytes(CommittedPath)).RootElement;

    /// <summary>What the committed document says about a method of a path.</summary>
    public static JsonElement Operation(string path, string method) =>
        Committed.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant());

    /// <summary>The schema itself where a reference to one is given.</summary>
    public static JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var name)
        ? Committed.GetProperty("components").GetProperty("schemas").GetProperty(name.GetString()!.Split('/')[^1])
        : schema;

    /// <summary>Makes the document from the routes, as it would be committed.</summary>
    public static async Task<string> GenerateAsync(CancellationToken stop)
    {
        await using var app = new ReasonatorApp
        {
            Replacing = services => services.AddOpenApi(options => options
                .AddDocumentTransformer<DocumentDescription>()
                .AddOperationTransformer<OperationDescription>()
                .AddSchemaTransformer<SchemaDescription>()),
        };
        using var client = app.Client();
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(stop);
        return (await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, stop)).ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
