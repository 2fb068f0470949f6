using Microsoft.AspNetCore.HttpOverrides;
using Reasonator.Errors;
using Reasonator.Hosting;

namespace Reasonator.Security;

internal static class SecurityExtensions
{
    // The framework notes in these what a trusted proxy's headers replaced, and CameInClear reads one: whoever asks may not write them.
    private static readonly string[] WrittenHere =
    [
        ForwardedHeadersDefaults.XOriginalForHeaderName, ForwardedHeadersDefaults.XOriginalHostHeaderName,
        ForwardedHeadersDefaults.XOriginalProtoHeaderName, ForwardedHeadersDefaults.XOriginalPrefixHeaderName,
    ];

    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        // The framework's own switch, which some platforms set, believes whoever asks; ours says how many proxies there are.
        builder.Configuration["ForwardedHeaders_Enabled"] = "false";
        builder.Services.AddSingleton<FailedTokens>();
        builder.Services.AddSingleton<TokenWatch>();
    }

    /// <summary>The outermost: who asks and over what, as the trusted proxies say, and what every answer says to a browser.</summary>
    public static void UseSecurityHeaders(this WebApplication app, ServiceOptions options)
    {
        app.Use((context, next) =>
        {
            foreach (var header in WrittenHere)
            {
                context.Request.Headers.Remove(header);
            }

            return next(context);
        });
        if (options.TrustedProxies > 0)
        {
            var forwarded = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                // As many entries from the right as proxies wrote; what is left of them anybody may have written.
                ForwardLimit = options.TrustedProxies,
            };
            // The platform's routers have no addresses that could be listed, and nothing else reaches the port.
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<HeadersMiddleware>();
    }

    public static void UseTokens(this WebApplication app) => app.UseMiddleware<TokenMiddleware>();

    /// <summary>Opens the route to holders of the token only.</summary>
    public static RouteHandlerBuilder RequireToken(this RouteHandlerBuilder route, RequiredToken token) =>
        route.WithMetadata(new TokenRequirement(token))
            .Produces<Problem>(StatusCodes.Status401Unauthorized, ProblemWriter.MediaType)
            .Produces<Problem>(StatusCodes.Status403Forbidden, ProblemWriter.MediaType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, ProblemWriter.MediaType);
}
