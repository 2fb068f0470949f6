using System.Text.Json;
using System.Text.Json.Nodes;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>A call whose key is good.</summary>
internal sealed class PlatformCall(RecordedCall call)
{
    public string Method => call.Method;

    public string[] Path { get; } = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string? Range => call.Headers.GetValueOrDefault("Range");

    /// <summary>A body of exactly these keys.</summary>
    /// <param name="schema">Such as <c>name:string</c>, <c>team?:string</c>, <c>sni_endpoint:string|null</c>.</param>
    public JsonObject Body(params string[] schema)
    {
        var body = Parse();
        Check(body, "", schema);
        return body;
    }

    public JsonObject Parse()
    {
        if (call.Body.Length == 0)
        {
            return [];
        }

        var type = call.Headers.GetValueOrDefault("Content-Type") ?? "";
        if (!type.StartsWith("application/json", StringComparison.Ordinal))
        {
            throw new PlatformRefusal(400, "bad_request", "\"Content-Type\" header must be set to \"application/json\".");
        }

        try
        {
            return JsonNode.Parse(call.Body) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new PlatformRefusal(400, "bad_request", "Unable to parse JSON object.");
        }
    }

    /// <summary>The objects of an array, each of exactly these keys.</summary>
    public static IReadOnlyList<JsonObject> Items(JsonObject body, string name, params string[] schema)
    {
        var items = body[name]!.AsArray();
        foreach (var item in items)
        {
            Check(item as JsonObject ?? throw PlatformRefusal.Invalid($"{name} must hold objects."), $"{name}/", schema);
        }

        return [.. items.Select(item => item!.AsObject())];
    }

    public static void Check(JsonObject body, string place, params string[] schema)
    {
        var known = schema.Select(entry => entry.Split(':')).ToDictionary(
            part => part[0].TrimEnd('?'), part => (IsRequired: !part[0].EndsWith('?'), Kinds: part[1].Split('|')));
        if (known.Where(key => key.Value.IsRequired && !body.ContainsKey(key.Key)).Select(key => key.Key).ToArray() is [_, ..] missing)
        {
            throw PlatformRefusal.Invalid($"Require params: {string.Join(", ", missing)}.");
        }

        foreach (var (name, value) in body)
        {
            if (!known.TryGetValue(name, out var rule))
            {
                throw PlatformRefusal.Invalid($"Invalid request. #/{place}{name}: \"{name}\" is not a permitted key.");
            }

            var kind = value?.GetValueKind().ToString().ToLowerInvariant() ?? "null";
            if (!rule.Kinds.Contains(kind is "true" or "false" ? "boolean" : kind))
            {
                throw PlatformRefusal.Invalid($"Invalid request. #/{place}{name}: not of type {string.Join(" or ", rule.Kinds)}.");
            }
        }
    }
}
