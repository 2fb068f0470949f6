using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>The token that a check sends: the operator's environment has it, or the vault.</summary>
internal static class ServiceToken
{
    public static async Task<string?> FindAsync(Session session, CancellationToken stop) =>
        session.Credentials.Find(Credentials.ServiceTokenVariable)
        ?? (session.Credentials.HasVault ? (await session.Vault(session.Environment).ListAsync(stop)).Optional(Secrets.ServiceTokenName) : null);
}
