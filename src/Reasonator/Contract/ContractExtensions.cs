using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Scalar.AspNetCore;

namespace Reasonator.Contract;

/// <summary>
/// The OpenAPI document and the page that shows it, both without a token. The document is the committed file, embedded:
/// what is reviewed is what is served, and no generator stays in memory. A test makes it anew from the routes.
/// </summary>
internal static class ContractExtensions
{
    public const string DocumentName = "openapi.json";

    // The page needs inline style and script of its own making; nothing of it may come from another host.
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string DocumentPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>How the framework writes the small answers.</summary>
    public static void AddContract(this WebApplicationBuilder builder) => builder.Services.Configure<JsonOptions>(o =>
    {
        o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
    });

    public static void MapContract(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", Document)
            .AddEndpointFilterFactory(Policy(DocumentPolicy))
            .ExcludeFromDescription();
        app.MapScalarApiReference("/docs", scalar => scalar
                .WithTitle("Reasonator")
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .DisableDefaultFonts()
                .DisableTelemetry())
            .AddEndpointFilterFactory(Policy(DocsPolicy));
    }

    private static FileStreamHttpResult Document() => TypedResults.Stream(
        typeof(ContractExtensions).Assembly.GetManifestResourceStream(DocumentName)!, "application/json");

    private static Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate> Policy(string policy) =>
        (_, next) => invocation =>
        {
            var headers = invocation.HttpContext.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(invocation);
        };
}
