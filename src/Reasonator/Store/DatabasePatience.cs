using Polly;
using Polly.Retry;

namespace Reasonator.Store;

/// <summary>
/// Waits for a database that is unreachable for a moment, or whose tables somebody else has: 2, 4, 8, 16 and 30 seconds, a minute
/// in all. What was begun must bear being begun again.
/// </summary>
internal static class DatabasePatience
{
    /// <param name="time">The clock of the waits.</param>
    /// <param name="waits">Told before each wait: its length and the fault.</param>
    public static ResiliencePipeline Create(TimeProvider time, Func<TimeSpan, Exception, Task> waits) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromSeconds(2),
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } fault && (StoreFault.IsUnreachable(fault) || StoreFault.IsLocked(fault))),
            OnRetry = async arguments => await waits(arguments.RetryDelay, arguments.Outcome.Exception!),
        }).Build();
}
