using Reasonator.Vault;

namespace Reasonator.Hosting;

/// <summary>Where the secrets come from: the vault, or on a developer's machine without one the token <c>dev</c>.</summary>
internal sealed class SecretSource(ServiceOptions options, TimeProvider time) : IDisposable
{
    private readonly VaultClient? _vault = options.Vault is { } vault ? new VaultClient(vault, time) : null;

    public bool HasVault => _vault is not null;

    /// <exception cref="VaultException">The vault did not give what is required.</exception>
    public Task<Secrets> ReadAsync(CancellationToken stopping)
    {
        if (_vault is not null)
        {
            return _vault.ReadAsync(stopping);
        }

        return options.Environment == DeploymentEnvironment.Development
            ? Task.FromResult(new Secrets { ServiceToken = "dev" })
            : throw new ConfigurationException(
                $"ENV is {options.Environment.ToString().ToLowerInvariant()} and no vault is configured: set INFISICAL_PROJECT_ID, INFISICAL_CLIENT_ID and INFISICAL_CLIENT_SECRET.");
    }

    public void Dispose() => _vault?.Dispose();
}
