using Reasonator.Errors;

namespace Reasonator.Security;

internal static class SecurityExtensions
{
    public static void UseTokens(this WebApplication app) => app.UseMiddleware<TokenMiddleware>();

    /// <summary>Opens the route to holders of the token only.</summary>
    public static RouteHandlerBuilder RequireToken(this RouteHandlerBuilder route, RequiredToken token) =>
        route.WithMetadata(new TokenRequirement(token))
            .Produces<Problem>(StatusCodes.Status401Unauthorized, ProblemWriter.MediaType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, ProblemWriter.MediaType);
}
