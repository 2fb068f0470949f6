using Reasonator.Health;
using Reasonator.Observability;
using Reasonator.Vault;

namespace Reasonator.Hosting;

/// <summary>Puts the secrets where they are used, tokens and DSN at once: at the boot, and anew every ten minutes.</summary>
internal sealed partial class SecretKeeper(SecretSource source, Readiness readiness, ErrorReporting reporting, TimeProvider time, ILogger<SecretKeeper> logger)
{
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    /// <summary>The pause after a first fault of the vault; it doubles up to a minute.</summary>
    internal static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The pause after a refused login. Three failures within 30 s lock an identity for five minutes
    /// (docs/decisions/0005-own-vault-client.md): this adds none to another's, and waits until a lock has ended.
    /// </summary>
    internal static readonly TimeSpan LoginRetry = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>Reads them, and retries until the vault gives them. Null if a vault is required and none is configured.</summary>
    public async Task<Secrets?> ReadAsync(CancellationToken stopping)
    {
        for (var pause = FirstRetry; ; pause = Backoff.Next(pause, LongestRetry))
        {
            var wait = pause;
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
                wait = e.IsRefusedLogin ? LoginRetry : pause;
            }

            await Task.Delay(wait, time, stopping);
        }
    }

    /// <summary>Reads them anew until the process stops; the known ones stay when that fails.</summary>
    /// <param name="fresh">Called with the secrets of each reading.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task KeepFreshAsync(Func<Secrets, Task> fresh, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        while (source.HasVault && await timer.WaitForNextTickAsync(stopping))
        {
            Secrets secrets;
            try
            {
                secrets = Accept(await source.ReadAsync(stopping));
            }
            catch (VaultException e)
            {
                // The tokens that were good ten minutes ago stay good.
                Log.RefreshFailed(logger, e.Message);
                continue;
            }

            await fresh(secrets);
        }
    }

    private Secrets Accept(Secrets secrets)
    {
        // A DSN that the vault hides is not one that was taken away.
        if (!secrets.Masked.Contains(Secrets.SentryDsnName))
        {
            reporting.Enable(secrets.SentryDsn);
        }

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
