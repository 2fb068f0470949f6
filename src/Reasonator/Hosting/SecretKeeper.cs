using Reasonator.Health;
using Reasonator.Vault;

namespace Reasonator.Hosting;

/// <summary>Puts the secrets where the token check finds them: at the boot, and anew every ten minutes.</summary>
internal sealed partial class SecretKeeper(SecretSource source, Readiness readiness, TimeProvider time, ILogger<SecretKeeper> logger)
{
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>Reads them, again and again where that can help; null when only a new configuration can.</summary>
    public async Task<Secrets?> ReadAsync(CancellationToken stopping)
    {
        for (var pause = FirstRetry; ; pause = Backoff.Next(pause, LongestRetry))
        {
            try
            {
                return Accept(await source.ReadAsync(stopping));
            }
            catch (ConfigurationException e)
            {
                Log.SecretsRefused(logger, e.Message);
                readiness.Fail(e.Message);
                return null;
            }
            catch (VaultException e)
            {
                Log.SecretsRefused(logger, e.Message);
                readiness.Fail(e.Message);
                if (!e.RetryHelps)
                {
                    return null;
                }
            }

            await Task.Delay(pause, time, stopping);
        }
    }

    /// <summary>Reads them anew until the process stops; the known ones stay when that fails.</summary>
    public async Task KeepFreshAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        while (source.HasVault && await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                Accept(await source.ReadAsync(stopping));
            }
            catch (VaultException e)
            {
                // The tokens that were good ten minutes ago stay good.
                Log.RefreshFailed(logger, e.Message);
            }
        }
    }

    private Secrets Accept(Secrets secrets)
    {
        readiness.Secrets = secrets;
        Log.SecretsRead(logger, secrets.Names.Count, string.Join(", ", secrets.Names));
        if (secrets.Masked.Count > 0)
        {
            Log.SecretsMasked(logger, string.Join(", ", secrets.Masked));
        }

        return secrets;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Read {Count} secrets: {Names}")]
        public static partial void SecretsRead(ILogger logger, int count, string names);

        [LoggerMessage(2, LogLevel.Error, "No secrets: {Reason}")]
        public static partial void SecretsRefused(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Secrets not read again, the known ones stay: {Reason}")]
        public static partial void RefreshFailed(ILogger logger, string reason);

        [LoggerMessage(4, LogLevel.Warning, "The vault hides {Names}: give the identity ReadValue")]
        public static partial void SecretsMasked(ILogger logger, string names);
    }
}
