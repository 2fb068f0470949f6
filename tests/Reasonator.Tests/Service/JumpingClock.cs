namespace Reasonator.Tests.Service;

/// <summary>A wall clock that somebody sets, over a timestamp that goes on as if nothing had happened.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private TimeSpan _by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _by;

    public void Jump(int days) => _by += TimeSpan.FromDays(days);
}
