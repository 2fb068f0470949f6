using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reasonator.Runbook;

/// <summary>Shows the shape of a call and of no secret: what is not known to be harmless becomes its length.</summary>
internal static class Redaction
{
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> Harmless =
    [
        "name", "region", "stack", "team", "buildpack", "plan", "hostname", "type", "quantity", "size", "release", "version",
        "environment", "path", "secretPath", "text", ConfigVars.Label, ConfigVars.Flag, Vault.VaultOptions.HostVariable,
        "viewSecretValue", "expandSecretReferences", "recursive", "include_imports",
    ];

    /// <summary>The address with the values of its query as lengths.</summary>
    public static string Of(Uri url) => url.GetLeftPart(UriPartial.Path) + (url.Query.Length == 0 ? "" : "?" + string.Join('&', url.Query[1..].Split('&').Select(Pair)));

    /// <summary>The same JSON with its values as lengths.</summary>
    public static JsonNode? Of(JsonNode? node, string? name = null) => node switch
    {
        JsonObject properties => new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, Of(p.Value, p.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Of(item, name))]),
        JsonValue value when name is not null && !Harmless.Contains(name) => Length(value.ToString()),
        _ => node?.DeepClone(),
    };

    private static string Pair(string pair) => pair.Split('=', 2) is [var name, var value]
        ? $"{name}={(Harmless.Contains(name) ? Uri.UnescapeDataString(value) : Length(Uri.UnescapeDataString(value)))}"
        : pair;

    private static string Length(string value) => value.Length == 0 ? "<not set>" : $"<{value.Length} characters>";
}
