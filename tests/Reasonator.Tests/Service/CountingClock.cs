using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Reasonator.Tests.Service;

/// <summary>A clock that the test advances, and that counts who has begun to wait for it. Thread-safe.</summary>
internal sealed class CountingClock() : FakeTimeProvider(System.GetUtcNow())
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>The waits that have begun so far.</summary>
    public int Timers => _waits.Count;

    /// <summary>The waits of this length that have begun so far.</summary>
    public int TimersOf(TimeSpan dueTime) => _waits.Count(wait => wait == dueTime);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Enqueue(dueTime);
        return timer;
    }
}
