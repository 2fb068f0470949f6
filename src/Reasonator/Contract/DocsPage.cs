using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Reasonator.Contract;

/// <summary>The page that shows the contract. Its assets come with the binary, and nothing leads it to another host.</summary>
internal static class DocsPage
{
    private static readonly object NonceKey = new();

    public static void MapDocs(this WebApplication app) => app.MapScalarApiReference("/docs", Configure).AddEndpointFilter(WithPolicy);

    private static void Configure(ScalarOptions page, HttpContext context)
    {
        var nonce = (string)context.Items[NonceKey]!;
        page.WithTitle("Reasonator")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .WithDynamicBaseServerUrl()
            .WithOperationTitleSource(OperationTitleSource.Path)
            .WithNonce(nonce)
            // The page's validator tries eval to see whether it may; this tells it beforehand.
            .AddHeadContent($"<script nonce=\"{nonce}\">globalThis.__zod_globalConfig = {{ jitless: true }}</script>")
            // Each of these would load from, send to, or lead to the maker's hosts.
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton();
    }

    private static ValueTask<object?> WithPolicy(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        // Inline styles stay allowed: the page's framework writes its own at run time and knows no nonce for them.
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return next(invocation);
    }
}
