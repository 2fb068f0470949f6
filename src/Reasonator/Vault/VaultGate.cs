namespace Reasonator.Vault;

/// <summary>How to reach the vault.</summary>
/// <param name="Host">Its origin.</param>
/// <param name="AccessClientId">The Cloudflare Access service token; null where no gate stands before the vault.</param>
/// <param name="AccessClientSecret">Its secret.</param>
internal sealed record VaultGate(Uri Host, string? AccessClientId, string? AccessClientSecret)
{
    public override string ToString() => $"vault {Host}";
}
