using Microsoft.Extensions.Time.Testing;
using Reasonator.Vault;

namespace Reasonator.Tests.Ops;

/// <summary>A clock that jumps over the pauses between two looks, and lets the limits of calls and builds stand.</summary>
internal sealed class ShortPauses() : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause && dueTime != VaultTransport.AttemptTimeout)
        {
            _ = Task.Run(() => Advance(dueTime));
        }

        return timer;
    }
}
