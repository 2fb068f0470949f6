using System.Net;
using System.Text.Json;

namespace Reasonator.Vault;

/// <summary>The universal-auth login: what is sent, and what the answers mean.</summary>
internal static class VaultLogin
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(30);

    public static HttpRequestMessage Request(VaultOptions options) =>
        new(HttpMethod.Post, "api/v1/auth/universal-auth/login")
        {
            Content = JsonContent.Create(new Dictionary<string, string>
            {
                ["clientId"] = options.ClientId,
                ["clientSecret"] = options.ClientSecret,
            }),
        };

    public static AccessToken Accept(VaultReply reply, TimeProvider time) => reply.Status switch
    {
        HttpStatusCode.OK => Token(reply.Body, time),
        HttpStatusCode.Unauthorized => throw Refusal(reply.Body),
        HttpStatusCode.Forbidden => throw new VaultException(Fault.Forbidden,
            "The vault forbids the login of the identity INFISICAL_CLIENT_ID (403): allow this address there."),
        var status => throw new VaultException(Fault.RequestRefused,
            $"The vault does not accept the universal-auth login ({(int)status}): " +
            "check INFISICAL_HOST and INFISICAL_CLIENT_ID."),
    };

    private static VaultException Refusal(JsonElement body) =>
        VaultReply.Text(body, "message")?.Contains("locked", StringComparison.OrdinalIgnoreCase) is true
            ? new VaultException(Fault.LoginLocked,
                "The vault has locked the login of INFISICAL_CLIENT_ID after failed attempts: " +
                "correct INFISICAL_CLIENT_SECRET; the lock ends after five minutes.")
            : new VaultException(Fault.LoginRefused,
                "The vault refused INFISICAL_CLIENT_ID with INFISICAL_CLIENT_SECRET " +
                "(wrong, expired, used up or revoked): set a new client secret, or restore this one in the vault.");

    private static AccessToken Token(JsonElement body, TimeProvider time)
    {
        if (VaultReply.Text(body, "accessToken") is not { Length: > 0 } token
            || token.Any(letter => letter is < '!' or > '~'))
        {
            throw new VaultException(Fault.Unexpected,
                "The vault's login answer has no usable access token: check that INFISICAL_HOST is an Infisical.");
        }

        var life = VaultReply.Property(body, "expiresIn") is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetInt32(out var count)
            ? TimeSpan.FromSeconds(count)
            : TimeSpan.Zero;
        return new AccessToken(token, time.GetUtcNow() + (life < LongestKept ? life : LongestKept) - Margin);
    }
}
