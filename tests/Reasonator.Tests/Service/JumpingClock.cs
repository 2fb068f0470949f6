using Microsoft.Extensions.Time.Testing;

namespace Reasonator.Tests.Service;

/// <summary>A wall clock that jumps. Timestamps and timers do not: they move when the test advances the clock.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly FakeTimeProvider _steady = new(System.GetUtcNow());
    private TimeSpan _by;

    public override long TimestampFrequency => _steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _by;

    public override long GetTimestamp() => _steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _steady.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => _steady.Advance(by);

    public void Jump(int days) => _by += TimeSpan.FromDays(days);
}
