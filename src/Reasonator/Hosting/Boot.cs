using Reasonator.Admission;
using Reasonator.Health;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Observability;
using Reasonator.Pipeline;
using Reasonator.Vault;

namespace Reasonator.Hosting;

/// <summary>Port bound → secrets → model → golden self-test → ready; then the secrets again every ten minutes.</summary>
internal sealed partial class Boot(
    IHostApplicationLifetime lifetime,
    Readiness readiness,
    SecretSource source,
    ModelSource models,
    CostModel costs,
    InferenceWorkers workers,
    ErrorReporting reporting,
    StartupNotice notice,
    TimeProvider time,
    ILogger<Boot> logger) : BackgroundService
{
    public static readonly TimeSpan SecretsRefresh = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not before the listener is up: the platform ends a process that has not bound in time.
            await Started(stoppingToken);
            if (await ReadSecrets(stoppingToken) is { } secrets && await LoadModel(secrets.ModelSha, stoppingToken))
            {
                await KeepSecretsFresh(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped while booting or waiting.
        }
        catch (Exception e)
        {
            Log.BootFailed(logger, e);
            readiness.Fail("The boot failed unexpectedly; the log has the fault.");
        }
    }

    private async Task Started(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }

    /// <summary>The secrets; null when only a new configuration can help.</summary>
    private async Task<Secrets?> ReadSecrets(CancellationToken stopping)
    {
        for (var pause = FirstRetry; ; pause = pause * 2 < LongestRetry ? pause * 2 : LongestRetry)
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

    private async Task<bool> LoadModel(string? pin, CancellationToken stopping)
    {
        reporting.Enable(readiness.Secrets?.SentryDsn);
        readiness.Retry();
        try
        {
            var model = await Task.Run(() => models.Load(pin, costs.Observe), stopping);
            workers.Start(model);
            readiness.Ready(model);
            Log.ModelReady(logger, model.Manifest.Name, model.Sha, model.Fingerprint);
            notice.Ready();
            // The loading's garbage would otherwise stay resident for the life of the process.
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            NativeHeap.Trim();
            return true;
        }
        catch (ModelException e)
        {
            Log.ModelRefused(logger, e.Message);
            readiness.Fail(e.Message);
            return false;
        }
    }

    private async Task KeepSecretsFresh(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SecretsRefresh, time);
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Read {Count} secrets: {Names}")]
        public static partial void SecretsRead(ILogger logger, int count, string names);

        [LoggerMessage(2, LogLevel.Error, "No secrets: {Reason}")]
        public static partial void SecretsRefused(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Secrets not read again, the known ones stay: {Reason}")]
        public static partial void RefreshFailed(ILogger logger, string reason);

        [LoggerMessage(4, LogLevel.Information, "Ready with {Model}, weights {Sha}, fingerprint {Fingerprint}")]
        public static partial void ModelReady(ILogger logger, string model, string sha, string fingerprint);

        [LoggerMessage(5, LogLevel.Error, "No model: {Reason}")]
        public static partial void ModelRefused(ILogger logger, string reason);

        [LoggerMessage(7, LogLevel.Warning, "The vault hides {Names}: give the identity ReadValue")]
        public static partial void SecretsMasked(ILogger logger, string names);

        [LoggerMessage(6, LogLevel.Critical, "The boot failed")]
        public static partial void BootFailed(ILogger logger, Exception error);
    }
}
