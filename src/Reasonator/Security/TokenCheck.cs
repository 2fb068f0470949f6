using System.Security.Cryptography;
using System.Text;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Security;

/// <summary>Compares a bearer token with the accepted ones, in a time that tells nothing about them.</summary>
internal static class TokenCheck
{
    private const string Scheme = "Bearer ";

    /// <summary>Whose token the header carries; null where none is accepted: absent, malformed and wrong are one answer.</summary>
    public static Caller? Identify(string? authorization, RequiredToken required, Secrets secrets, DeploymentEnvironment environment)
    {
        var given = authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization.AsSpan(Scheme.Length).Trim()
            : default;
        var serviceCounts = required == RequiredToken.Service
            || (secrets.OperatorToken is null && environment == DeploymentEnvironment.Development);

        // Every comparison is made, whatever the ones before it said.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(given, hash);
        var isOperator = Same(hash, secrets.OperatorToken);
        var isService = serviceCounts & (Same(hash, secrets.ServiceToken) | Same(hash, secrets.PreviousServiceToken));
        return isOperator ? Caller.Operator : isService ? Caller.Service : null;
    }

    private static bool Same(ReadOnlySpan<byte> given, string? expected)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(expected, hash);
        // Equal lengths whatever the tokens' lengths are: hashes are compared, not tokens.
        return CryptographicOperations.FixedTimeEquals(given, hash) & !string.IsNullOrEmpty(expected);
    }

    private static void Hash(ReadOnlySpan<char> token, Span<byte> hash)
    {
        // A header value is Latin-1 and at most 32 KB; a token 43 characters.
        Span<byte> bytes = token.Length <= 256 ? stackalloc byte[1024] : new byte[token.Length * 3];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
    }
}
