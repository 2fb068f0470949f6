using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>Answers in the vault's shapes, and some that are not.</summary>
internal static class FakeAnswers
{
    /// <summary>No answer until the caller has gone.</summary>
    public static RequestDelegate Hang => context => context.RequestAborted.CancelledAsync();

    public static RequestDelegate Drop => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    public static RequestDelegate Status(int status, string error = "Error", string message = "Something went wrong") =>
        Json(status, Complaint(status, error, message));

    public static RequestDelegate Limited(string message, string? retryAfter = null) => async context =>
    {
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await Json(429, Complaint(429, "RateLimitError", message))(context);
    };

    public static RequestDelegate Json(int status, JsonNode body) =>
        Raw(status, "application/json", body.ToJsonString());

    public static RequestDelegate Raw(int status, string? type, string body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    };

    public static RequestDelegate Redirect(int status, Uri target) => async context =>
    {
        context.Response.Headers.Location = target.ToString();
        await Raw(status, "text/html", "<html>Sign in</html>")(context);
    };

    public static RequestDelegate Invalid(string field) => Json(422, new JsonObject
    {
        ["reqId"] = "req-1",
        ["statusCode"] = 422,
        ["error"] = "ValidationFailure",
        ["message"] = new JsonArray(new JsonObject
        {
            ["code"] = "invalid_enum_value",
            ["options"] = new JsonArray("true", "false"),
            ["path"] = new JsonArray(field),
        }),
    });

    /// <summary>The token is good, and not for this.</summary>
    public static RequestDelegate Denied(string action, string subject) => Json(403, new JsonObject
    {
        ["reqId"] = "req-1",
        ["statusCode"] = 403,
        ["message"] = $"You are not allowed to {action} on {subject}",
        ["error"] = "PermissionDenied",
        ["details"] = new JsonArray(new JsonObject { ["action"] = action, ["subject"] = subject }),
    });

    private static JsonObject Complaint(int status, string error, string message) => new()
    {
        ["reqId"] = "req-1",
        ["statusCode"] = status,
        ["message"] = message,
        ["error"] = error,
    };
}
