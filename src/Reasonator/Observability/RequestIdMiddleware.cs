namespace Reasonator.Observability;

/// <summary>Echoes the caller's <c>X-Request-Id</c>, or makes one, so that both sides' logs can be joined.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    private const int Longest = 128;

    public Task InvokeAsync(HttpContext context)
    {
        string? given = context.Request.Headers[Header];
        // Anything else could forge a log line.
        if (given is { Length: > 0 and <= Longest } && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        {
            context.TraceIdentifier = given;
        }
        else
        {
            context.TraceIdentifier = Guid.NewGuid().ToString("N");
        }

        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }
}
