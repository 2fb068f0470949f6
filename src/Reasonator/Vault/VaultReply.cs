using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reasonator.Vault;

/// <summary>An answer in JSON that came from the vault itself. Everything else is a fault.</summary>
internal sealed partial class VaultReply(HttpStatusCode status, JsonElement body)
{
    // A folder of five secrets is about 3 kB.
    private const int LargestBody = 1 << 20;

    public HttpStatusCode Status => status;

    public JsonElement Body => body;

    /// <summary>Expired or malformed is 403 TokenError, revoked is 401.</summary>
    public bool RefusesToken => status is HttpStatusCode.Unauthorized
        || (status is HttpStatusCode.Forbidden && Text(body, "error") == "TokenError");

    public static async Task<VaultReply> ReadAsync(
        HttpResponseMessage response, TimeProvider time, CancellationToken aborted)
    {
        var status = response.StatusCode;
        if (status is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError)
        {
            throw new VaultException(Fault.Unhealthy,
                $"The vault answered {(int)status}: wait, or look at the vault and the tunnel before it.");
        }

        if (!IsJson(response) && status is not HttpStatusCode.TooManyRequests)
        {
            throw new VaultException(Fault.AccessRejected,
                $"Cloudflare Access, not the vault, answered ({(int)status}): " +
                "check CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, and that INFISICAL_HOST is the vault.");
        }

        var body = IsJson(response) ? await ParseAsync(response, aborted) : default;
        return status is HttpStatusCode.TooManyRequests
            ? throw Limited(response, body, time)
            : new VaultReply(status, body);
    }

    /// <summary>Returns a string property, or null.</summary>
    public static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } property ? Unescaped(() => property.GetString()) : null;

    /// <summary>Returns a property, or null if the element is no object or has none of this name.</summary>
    /// <exception cref="VaultException">A name that was looked at is no text.</exception>
    public static JsonElement? Property(JsonElement element, string name) =>
        Unescaped(() => element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var property) ? property : (JsonElement?)null);

    // Half a surrogate pair passes the parser, in a value and in a name, and fails where it is read.
    private static T Unescaped<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw NotJson();
        }
    }

    // A redirect is the way to a login page, whatever type it claims.
    private static bool IsJson(HttpResponseMessage response) =>
        (int)response.StatusCode is not (>= 300 and < 400)
        && response.Content.Headers.ContentType?.MediaType is { } type
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static async Task<JsonElement> ParseAsync(HttpResponseMessage response, CancellationToken aborted)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestBody, aborted);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(aborted));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw NotJson();
        }
    }

    private static VaultException NotJson() => new(Fault.Unexpected,
        "The vault's answer is not valid JSON: check that INFISICAL_HOST is an Infisical and healthy.");

    private static VaultException Limited(HttpResponseMessage response, JsonElement body, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date - time.GetUtcNow());
        if (pause is null && Seconds().Match(Text(body, "message") ?? "") is { Success: true } match)
        {
            pause = TimeSpan.FromSeconds(int.Parse(match.ValueSpan, provider: null));
        }

        return new VaultException(Fault.RateLimited,
            "The vault limits how often this address may ask (429): wait, or raise its rate limit.")
        {
            RetryAfter = pause > TimeSpan.Zero ? pause : null,
        };
    }

    [GeneratedRegex("[0-9]{1,6}(?= seconds?)")]
    private static partial Regex Seconds();
}
