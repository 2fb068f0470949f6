using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;

namespace Reasonator.Contract;

/// <summary>
/// The OpenAPI document and the page that shows it, both without a token. The document is the committed file, embedded:
/// what is reviewed is what is served, and no generator stays in memory. A test makes it anew from the routes.
/// </summary>
internal static class ContractExtensions
{
    public const string DocumentName = "openapi.json";

    /// <summary>How the framework writes the small answers.</summary>
    public static void AddContract(this WebApplicationBuilder builder) => builder.Services.Configure<JsonOptions>(o =>
    {
        o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
    });

    public static void MapContract(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", Document).ExcludeFromDescription();
        app.MapDocs();
    }

    private static FileStreamHttpResult Document() => TypedResults.Stream(
        typeof(ContractExtensions).Assembly.GetManifestResourceStream(DocumentName)!, "application/json");
}
