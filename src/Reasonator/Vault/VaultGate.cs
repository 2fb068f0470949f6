using System.Net.Http.Headers;
using Reasonator.Hosting;

namespace Reasonator.Vault;

/// <summary>How to reach the vault.</summary>
/// <param name="Host">Its origin.</param>
/// <param name="AccessClientId">The Cloudflare Access service token; null where no gate stands before the vault.</param>
/// <param name="AccessClientSecret">Its secret.</param>
internal sealed record VaultGate(Uri Host, string? AccessClientId, string? AccessClientSecret)
{
    /// <summary>Adds the gate's headers to every call of a client, where there is a gate and the way is private.</summary>
    public void AddTo(HttpRequestHeaders headers, Uri url)
    {
        if (AccessClientId is not null && PrivateUrl.Is(url))
        {
            headers.Add("CF-Access-Client-Id", AccessClientId);
            headers.Add("CF-Access-Client-Secret", AccessClientSecret);
        }
    }

    public override string ToString() => $"vault {Host}";
}
