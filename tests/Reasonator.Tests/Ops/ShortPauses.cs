using Microsoft.Extensions.Time.Testing;
using Reasonator.Vault;

namespace Reasonator.Tests.Ops;

/// <summary>A clock that jumps over the pauses between two looks. The limits of calls and builds stand until the test lets one pass.</summary>
internal sealed class ShortPauses() : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private long _limit;

    /// <summary>Lets the limit pass that was set last: that of the call which is under way, since a verb makes one at a time.</summary>
    public void PassLimit() => Advance(TimeSpan.FromTicks(Interlocked.Read(ref _limit)));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause && dueTime != VaultTransport.AttemptTimeout)
        {
            _ = Task.Run(() => Advance(dueTime));
        }
        else if (dueTime > TimeSpan.Zero)
        {
            Interlocked.Exchange(ref _limit, dueTime.Ticks);
        }

        return timer;
    }
}
