using Microsoft.Extensions.Time.Testing;

namespace Reasonator.Tests.Service;

/// <summary>A wall clock that jumps. Timestamps and timers do not: they move when the test advances the clock.</summary>
internal sealed class JumpingClock() : FakeTimeProvider(System.GetUtcNow())
{
    private TimeSpan _by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _by;

    public void Jump(int days) => _by += TimeSpan.FromDays(days);
}
