using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Platform;

/// <summary>An answer not yet sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">A JSON object or array.</param>
internal sealed record PlatformReply(int Status, JsonNode? Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Sent instead of a body: a log, or the storage's XML.</summary>
    public RequestDelegate? Raw { get; init; }

    public PlatformReply WithHeader(string name, string value) => this with { Headers = new() { [name] = value } };

    public static PlatformReply Of(JsonNode body) => new(200, body);

    public static PlatformReply List<T>(IEnumerable<T> items, Func<T, JsonNode> json) =>
        new(200, new JsonArray([.. items.Select(json)]));

    /// <summary>The storage in front of the sources speaks XML.</summary>
    public static PlatformReply Storage(int status, string code, string message) => new(status, null)
    {
        Raw = Vault.FakeAnswers.Raw(status, "application/xml", $"<Error><Code>{code}</Code><Message>{message}</Message></Error>"),
    };

    public async Task SendAsync(HttpContext context)
    {
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Raw is not null)
        {
            await Raw(context);
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Body?.ToJsonString() ?? "");
    }
}
