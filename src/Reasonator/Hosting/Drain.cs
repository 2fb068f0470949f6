using Reasonator.Health;
using Reasonator.Pipeline;

namespace Reasonator.Hosting;

/// <summary>
/// SIGTERM: new work is refused at once, queued work answered with 503, running work finished. The listener stays up
/// meanwhile, because this happens in <see cref="StoppingAsync"/>, before any service is stopped.
/// </summary>
internal sealed partial class Drain(
    IHostApplicationLifetime lifetime, Readiness readiness, WorkQueue queue, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    // The platform kills after 30 s; the host's own limit is 20 s, and the answers need some of it to get out.
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(15);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(RefuseNewWork);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped by its owner, not by a signal, comes here before ApplicationStopping.
        RefuseNewWork();
        Log.Draining(logger);
        try
        {
            await queue.Drained.WaitAsync(LongestRun, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.RunsLeft(logger);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void RefuseNewWork()
    {
        readiness.Drain();
        queue.Close();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Draining: new work is refused, running work is finished")]
        public static partial void Draining(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "Runs were left unfinished at the end of the drain")]
        public static partial void RunsLeft(ILogger logger);
    }
}
