namespace Reasonator.Observability;

/// <summary>What is told of a request in logs, metrics and traces: never what its caller wrote.</summary>
internal static class RequestLabels
{
    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static string Method(HttpContext context) => Methods.TryGetValue(context.Request.Method, out var known) ? known : "OTHER";

    /// <summary>The pattern of the route that matched.</summary>
    public static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
}
