using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

/// <summary>What the tests say about a reading, in one word each.</summary>
internal static class VaultExpectations
{
    public const string Token = "xJ8Qm2-service-token-0123456789abcdefghijkl";

    public static Task<Secrets> ReadAsync(this VaultClient client) =>
        client.ReadAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    public static async Task<VaultException> FailAsync(this VaultClient client) =>
        await Assert.ThrowsAsync<VaultException>(client.ReadAsync);

    public static async Task<FakeVault> WithTokenAsync(TimeProvider? time = null)
    {
        var vault = await FakeVault.StartAsync(time);
        vault.Secrets[Secrets.ServiceTokenName] = Token;
        return vault;
    }
}
