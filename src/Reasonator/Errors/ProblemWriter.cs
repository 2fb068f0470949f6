using System.Diagnostics;
using System.Text.Json;

namespace Reasonator.Errors;

/// <summary>Makes and writes the one shape of every error.</summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    /// <summary>The body of an error at this request; of its path only: a query string may hold anything.</summary>
    public static Problem Problem(this HttpContext context, ProblemKind kind, string? detail = null) =>
        Errors.Problem.Of(kind, detail, context.Request.Path.Value, Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);

    /// <summary>Answers the request with an error.</summary>
    public static async Task WriteProblemAsync(
        this HttpContext context,
        ProblemKind kind,
        string? detail = null,
        int? retryAfter = null,
        IReadOnlyDictionary<string, string[]>? errors = null)
    {
        // For whoever counts answers: a status alone does not tell one from another.
        context.Features.Set(kind);
        var response = context.Response;
        response.StatusCode = kind.Status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        if (retryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString();
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(context.Problem(kind, detail) with { Errors = errors }, ProblemJson.Default.Problem);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
