using System.Collections.Concurrent;

namespace Reasonator.Tests.Waiting;

/// <summary>
/// A clock whose timers end at once, or when something else has ended. Its timestamp is the sum of its waits, so that a limit
/// of minutes is reached without them.
/// </summary>
/// <param name="meanwhile">Runs in each wait and ends it; null for nothing.</param>
internal sealed class SkippedWaits(Func<Task>? meanwhile = null) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>The waits so far, in seconds.</summary>
    public IEnumerable<double> Waits => _waits.Select(wait => wait.TotalSeconds);

    /// <summary>What runs in the last wait: its fault fails the test that awaits it.</summary>
    public Task Meanwhile { get; private set; } = Task.CompletedTask;

    public override long GetTimestamp() => (long)(Waits.Sum() * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        Meanwhile = Task.Run(async () =>
        {
            try
            {
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
            }
            finally
            {
                callback(state);
            }
        });
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
