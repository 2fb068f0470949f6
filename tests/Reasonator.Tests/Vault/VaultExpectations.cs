using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

/// <summary>What the tests say about a reading, in one word each.</summary>
internal static class VaultExpectations
{
    public const string Token = "xJ8Qm2-service-token-0123456789abcdefghijkl";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<Secrets> ReadAsync(this VaultClient client) =>
        Eventually.EndsAsync("the secrets are read", client.ReadAsync(Stop), Stop);

    public static Task<VaultException> FailAsync(this VaultClient client) => Assert.ThrowsAsync<VaultException>(client.ReadAsync);

    public static async Task<FakeVault> WithTokenAsync(TimeProvider? time = null)
    {
        var vault = await FakeVault.StartAsync(time);
        vault.Secrets[Secrets.ServiceTokenName] = Token;
        return vault;
    }
}
