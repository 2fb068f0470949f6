using System.Net.Http.Headers;

namespace Reasonator.Vault;

/// <summary>How to reach the vault.</summary>
/// <param name="Host">Its origin.</param>
/// <param name="AccessClientId">The Cloudflare Access service token; null where no gate stands before the vault.</param>
/// <param name="AccessClientSecret">Its secret.</param>
internal sealed record VaultGate(Uri Host, string? AccessClientId, string? AccessClientSecret)
{
    /// <summary>Whether a secret may travel there: over https, or within this machine.</summary>
    public static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;

    /// <summary>Adds the gate's headers to every call of a client, where there is a gate and the way is private.</summary>
    public void AddTo(HttpRequestHeaders headers, Uri url)
    {
        if (AccessClientId is not null && IsPrivate(url))
        {
            headers.Add("CF-Access-Client-Id", AccessClientId);
            headers.Add("CF-Access-Client-Secret", AccessClientSecret);
        }
    }

    public override string ToString() => $"vault {Host}";
}
