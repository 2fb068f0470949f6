using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Reasonator.Contract;
using Reasonator.Health;
using Reasonator.Observability;
using Reasonator.Scoring;

namespace Reasonator.Tests.Contract;

/// <summary>The OpenAPI document as the routes declare it.</summary>
internal static class ContractDocument
{
    /// <summary>Maps the service's routes on a host that never listens, and describes them.</summary>
    public static async Task<string> FromRoutesAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ContractExtensions).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddContract();
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer<DocumentDescription>());
        await using var app = builder.Build();
        app.MapHealth();
        app.MapScoring();
        app.MapInfo();
        await app.StartAsync(stop);
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(stop);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, stop);
        return JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }
}
