namespace Reasonator.Tests.Service;

/// <summary>A clock whose calendar is wrong by so much; its timestamps and timers are right.</summary>
internal sealed class WrongClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
