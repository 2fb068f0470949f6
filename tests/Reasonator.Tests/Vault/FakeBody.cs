using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>A body as the vault reads it: what it does not know it drops, what has another type it refuses.</summary>
internal sealed class FakeBody(string json)
{
    private readonly JsonObject _body = Parse(json);

    public string? this[string name] => (string?)_body[name];

    /// <summary>Null when all are there, as strings.</summary>
    public RequestDelegate? Objection(string[] required, params string[] optional)
    {
        var wrong = required.FirstOrDefault(name => !IsText(name))
            ?? optional.FirstOrDefault(name => _body[name] is not null && !IsText(name));
        return wrong is null ? null : FakeAnswers.Invalid(wrong);
    }

    private bool IsText(string name) => _body[name]?.GetValueKind() == JsonValueKind.String;

    private static JsonObject Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
