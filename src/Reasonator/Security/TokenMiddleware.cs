using Microsoft.Net.Http.Headers;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Hosting;

namespace Reasonator.Security;

/// <summary>Asks for the token of the matched route before anything of the request is read.</summary>
internal sealed class TokenMiddleware(RequestDelegate next, Readiness readiness, FailedTokens failed, ServiceOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TokenRequirement>() is not { } requirement)
        {
            return next(context);
        }

        // Before the vault has answered nobody can be told from anybody.
        if (readiness.Secrets is not { } secrets)
        {
            return context.WriteUnavailableAsync(readiness);
        }

        if (HeadersMiddleware.CameInClear(context))
        {
            return context.WriteProblemAsync(
                ProblemKind.HttpsRequired, "The request came over http, so a token that it carried was sent in clear: ask over https, and rotate that token.");
        }

        if (TokenCheck.Identify(context.Request.Headers.Authorization, requirement.Token, secrets, options.Environment) is { } caller)
        {
            context.Features.Set(caller);
            return next(context);
        }

        return RefuseAsync(context);
    }

    private async Task RefuseAsync(HttpContext context)
    {
        if (await failed.SlowAsync(context))
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
            await context.WriteProblemAsync(
                ProblemKind.Unauthorized, "Send the header Authorization: Bearer with a token of this service.");
        }
    }
}
