using Reasonator.Admission;
using Reasonator.Health;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Pipeline;

namespace Reasonator.Hosting;

/// <summary>Port bound → secrets → model → golden self-test → ready, or failed; then the secrets again every ten minutes.</summary>
internal sealed partial class Boot(
    IHostApplicationLifetime lifetime,
    Readiness readiness,
    SecretKeeper keeper,
    ModelSource models,
    CostModel costs,
    InferenceWorkers workers,
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
            if (await keeper.ReadAsync(stoppingToken) is { } secrets)
            {
                var pin = secrets.ModelSha;
                await LoadModel(pin, stoppingToken);
                await keeper.KeepFreshAsync(
                    fresh => fresh.ModelSha == pin ? Task.CompletedTask : ApplyPin(pin = fresh.ModelSha, stoppingToken), stoppingToken);
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

    /// <summary>Loads a model that another pin refused. A loaded one is not replaced while it serves: that is said.</summary>
    private async Task ApplyPin(string? pin, CancellationToken stopping)
    {
        if (readiness.Model is not { } model)
        {
            await LoadModel(pin, stopping);
        }
        else if (pin is not null && !pin.Equals(model.Sha, StringComparison.OrdinalIgnoreCase))
        {
            Log.PinChanged(logger, pin, model.Sha);
        }
    }

    private async Task LoadModel(string? pin, CancellationToken stopping)
    {
        readiness.Retry();
        readiness.Loading = new object();
        try
        {
            var model = await Task.Run(() => models.Load(pin, costs.Observe), stopping);
            workers.Start(model);
            readiness.Ready(model);
            Log.ModelReady(logger, model.Manifest.Name, model.Sha, model.Fingerprint);
            notice.Ready();
            // The start's garbage and its code would otherwise stay resident for the life of the process.
            memory.TrimAfterStart();
        }
        catch (ModelException e)
        {
            Log.ModelRefused(logger, e.Message);
            readiness.Fail(e.Message);
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

        [LoggerMessage(4, LogLevel.Warning, "FINBERT_MODEL_SHA now pins {Pin}, the loaded weights have {Sha}: restart to have it enforced")]
        public static partial void PinChanged(ILogger logger, string pin, string sha);
    }
}
