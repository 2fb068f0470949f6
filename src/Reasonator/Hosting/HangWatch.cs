using Reasonator.Health;
using Reasonator.Ops;
using Reasonator.Pipeline;

namespace Reasonator.Hosting;

/// <summary>
/// Ends the process when a run, or the load of the model at the boot, does not come back. Native code cannot be
/// interrupted, and its thread and its core are lost; the platform starts a process that has ended again.
/// </summary>
internal sealed partial class HangWatch(
    WorkQueue queue, Readiness readiness, PipelineOptions options, ProcessEnd end, TimeProvider time, ILogger<HangWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Seen so many times, not begun so long ago: a process that was frozen for an hour has runs that are an hour old and well.
        var (watched, seen) = (Oldest, 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            // Not thrown: the host would log it as a fault when it stops before it has started.
            await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var oldest = Oldest;
            (watched, seen) = oldest is not null && oldest == watched ? (oldest, seen + 1) : (oldest, 0);
            if (Period * seen >= options.HangLimit)
            {
                // Not drained: a batch would be given back as if nothing had happened, and its text hang the next process too.
                var what = oldest is TextRun run ? $"A run of {run.Tokens.Length} tokens" : "The load of the model";
                Log.Hung(logger, what, (int)options.HangLimit.TotalSeconds, ReasonatorCommand.Hung);
                end.Now(ReasonatorCommand.Hung);
                return;
            }
        }
    }

    private object? Oldest => queue.OldestRunning ?? readiness.Loading;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "{What} has not come back for {Seconds} s and nothing can interrupt it: the process ends with code {Code}, to be started again")]
        public static partial void Hung(ILogger logger, string what, int seconds, int code);
    }
}
