namespace Reasonator.Observability;

/// <summary>Echoes the caller's <c>X-Request-Id</c>, or makes one, so that both sides' logs can be joined.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    private const int Longest = 128;

    public Task InvokeAsync(HttpContext context)
    {
        string? given = context.Request.Headers[Header];
        context.TraceIdentifier = given is not null && IsId(given) ? given : Guid.NewGuid().ToString("N");
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }

    /// <summary>Whether it may be one: anything else could forge a log line.</summary>
    public static bool IsId(string given) => given.Length is > 0 and <= Longest && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
