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
    SecretKeeper keeper,
    ModelSource models,
    CostModel costs,
    InferenceWorkers workers,
    ErrorReporting reporting,
    StartupNotice notice,
    ResidentMemory memory,
    ILogger<Boot> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not before the listener is up: the platform ends a process that has not bound in time.
            await Started(stoppingToken);
            notice.Started();
            if (await keeper.ReadAsync(stoppingToken) is { } secrets && await LoadModel(secrets, stoppingToken))
            {
                await keeper.KeepFreshAsync(stoppingToken);
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

    private async Task<bool> LoadModel(Secrets secrets, CancellationToken stopping)
    {
        reporting.Enable(secrets.SentryDsn);
        readiness.Retry();
        readiness.Loading = new object();
        try
        {
            var model = await Task.Run(() => models.Load(secrets.ModelSha, costs.Observe), stopping);
            workers.Start(model);
            readiness.Ready(model);
            Log.ModelReady(logger, model.Manifest.Name, model.Sha, model.Fingerprint);
            notice.Ready();
            // The start's garbage and its code would otherwise stay resident for the life of the process.
            memory.TrimAfterStart();
            return true;
        }
        catch (ModelException e)
        {
            Log.ModelRefused(logger, e.Message);
            readiness.Fail(e.Message);
            return false;
        }
        finally
        {
            readiness.Loading = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ready with {Model}, weights {Sha}, fingerprint {Fingerprint}")]
        public static partial void ModelReady(ILogger logger, string model, string sha, string fingerprint);

        [LoggerMessage(2, LogLevel.Error, "No model: {Reason}")]
        public static partial void ModelRefused(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Critical, "The boot failed")]
        public static partial void BootFailed(ILogger logger, Exception error);
    }
}
