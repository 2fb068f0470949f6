using Microsoft.AspNetCore.HttpOverrides;

namespace Reasonator.Security;

/// <summary>What every answer says to a browser; a page says more of its own. Https is asked for where a trusted proxy saw it.</summary>
internal sealed class HeadersMiddleware(RequestDelegate next)
{
    /// <summary>Nothing may be loaded, and nobody may frame it.</summary>
    public const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = NothingAllowed;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }

    /// <summary>Whether a trusted proxy took the request over plain http. Without a proxy nobody has said anything of it.</summary>
    public static bool CameInClear(HttpContext context) =>
        !context.Request.IsHttps && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);
}
