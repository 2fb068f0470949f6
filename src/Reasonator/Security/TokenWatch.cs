using Reasonator.Health;
using Reasonator.Hosting;

namespace Reasonator.Security;

/// <summary>Looks again whose token a request carries: an answer that goes on for long may outlive its token.</summary>
internal sealed class TokenWatch(Readiness readiness, ServiceOptions options)
{
    /// <summary>Whether the token that opened the request's route would open it now.</summary>
    public bool IsAuthorized(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TokenRequirement>() is { } requirement
        && readiness.Secrets is { } secrets
        && TokenCheck.Identify(context.Request.Headers.Authorization, requirement.Token, secrets, options.Environment) is not null;
}
