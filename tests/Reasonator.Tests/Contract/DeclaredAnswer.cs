using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reasonator.Batches;

namespace Reasonator.Tests.Contract;

/// <summary>Compares an answer with what the committed document says about it.</summary>
internal static partial class DeclaredAnswer
{
    /// <summary>Asserts the status and that its declaration has the answer's media type, headers and members.</summary>
    public static async Task AssertAsync(HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(status, (int)response.StatusCode);
        var request = response.RequestMessage!;
        var operation = ContractDocument.Operation(Guid().Replace(request.RequestUri!.AbsolutePath, "{id}"), request.Method.Method);
        Assert.True(
            operation.GetProperty("responses").TryGetProperty(status.ToString(), out var declared),
            $"{request.Method} {request.RequestUri.AbsolutePath} answers {status}, which docs/openapi.json does not declare.");
        AssertHeaders(response, declared);
        if (!declared.TryGetProperty("content", out var content))
        {
            Assert.Empty(body);
            return;
        }

        var media = content.EnumerateObject().Single();
        Assert.Equal(media.Name, response.Content.Headers.ContentType?.MediaType);
        foreach (var line in media.Name == ResultStream.MediaType ? Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [Encoding.UTF8.GetString(body)])
        {
            AssertMembers(JsonDocument.Parse(line).RootElement, media.Value.GetProperty("schema"), "");
        }
    }

    private static void AssertHeaders(HttpResponseMessage response, JsonElement declared)
    {
        var names = declared.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(h => h.Name).ToList() : [];
        // Sent only where the request has a Prefer header.
        foreach (var name in names.Where(name => name != "Preference-Applied"))
        {
            Assert.True(response.Headers.Contains(name), $"{name} is declared and not sent.");
        }

        foreach (var name in (string[])["Retry-After", "WWW-Authenticate", "X-Model-Sha", "Server-Timing", "Preference-Applied", "Location"])
        {
            Assert.True(!response.Headers.Contains(name) || names.Contains(name), $"{name} is sent and not declared.");
        }
    }

    private static void AssertMembers(JsonElement value, JsonElement schema, string at)
    {
        schema = ContractDocument.Resolve(schema);
        if (schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), item => AssertMembers(item, items, at + "/*"));
        }
        else if (schema.TryGetProperty("properties", out var members))
        {
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];
            Assert.All(required, name => Assert.True(value.TryGetProperty(name, out _), $"{at}/{name} is required and absent."));
            foreach (var member in value.EnumerateObject())
            {
                Assert.True(members.TryGetProperty(member.Name, out var declared), $"{at}/{member.Name} is not declared.");
                AssertMembers(member.Value, declared, $"{at}/{member.Name}");
            }
        }
        else
        {
            AssertValue(value, schema, at);
        }
    }

    private static void AssertValue(JsonElement value, JsonElement schema, string at)
    {
        var fits = schema.GetProperty("type").GetString() switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind == JsonValueKind.Object,
        };
        Assert.True(fits, $"{at} is {value.GetRawText()}, declared as {schema.GetRawText()}.");
        if (schema.TryGetProperty("enum", out var allowed))
        {
            Assert.Contains(value.GetRawText(), allowed.EnumerateArray().Select(one => one.GetRawText()));
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Guid();
}
