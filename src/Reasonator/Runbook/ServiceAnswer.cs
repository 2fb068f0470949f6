using System.Net;
using System.Text.Json;

namespace Reasonator.Runbook;

/// <summary>What the service answered.</summary>
/// <param name="Status">0 where nothing answered.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Body">As it came.</param>
internal sealed record ServiceAnswer(HttpStatusCode Status, string? MediaType, byte[] Body)
{
    private JsonElement? _json;

    /// <summary>The body's object; an undefined element where it is none.</summary>
    public JsonElement Json => _json ??= Parse(Body);

    /// <summary>A string property, or null.</summary>
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A whole number, or null.</summary>
    public long? Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>For an operator: what health says of itself.</summary>
    public string Summary => Status == 0
        ? "no answer"
        : MediaType != "application/json"
            ? $"{(int)Status}, not the service's own answer: Cloudflare or the platform stands in between"
            : $"{(int)Status} {Text("status")}{(Text("reason") is { } reason ? $": {reason}" : "")}";

    private JsonElement? Find(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
