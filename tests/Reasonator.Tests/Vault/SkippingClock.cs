using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

/// <summary>
/// Jumps over every pause between attempts at once and notes its length. The limits of an attempt and of the whole
/// reading stand still until a test advances the clock.
/// </summary>
internal sealed class SkippingClock : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero
            && dueTime != VaultTransport.AttemptTimeout && dueTime != VaultClient.DefaultBudget)
        {
            _pauses.Enqueue(dueTime);
            _ = Task.Run(() => Advance(dueTime));
        }

        return timer;
    }
}
