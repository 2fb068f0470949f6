namespace Reasonator.Tests.Runbook;

/// <summary>A clock that runs faster than the real one: pauses are short, and deadlines come as much sooner.</summary>
/// <param name="pauses">How many times faster pauses pass.</param>
/// <param name="limits">How many times sooner the time limit of a call comes; 1 where no call is meant to hang.</param>
internal sealed class HurriedTime(int pauses, int limits) : TimeProvider
{
    // The limits of a call by the vault's, the platform's and the service's client, and of one reading of the vault.
    private static readonly double[] Limits = [6, 20, 30, 300, 1800];

    private readonly long _start = System.GetTimestamp();

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * pauses);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // An upload and a build may take minutes, which nobody waits for here.
        var factor = !Limits.Contains(dueTime.TotalSeconds) ? pauses : dueTime.TotalMinutes < 5 ? limits : limits * 50;
        return System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / factor : dueTime, period > TimeSpan.Zero ? period / factor : period);
    }
}
