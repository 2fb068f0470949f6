namespace Reasonator.Vault;

/// <summary>What a login buys, and until when it is worth presenting.</summary>
internal sealed class AccessToken(string value, DateTimeOffset staleAt)
{
    public string Value => value;

    public DateTimeOffset StaleAt => staleAt;
}
