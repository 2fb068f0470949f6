using Reasonator.Vault;

namespace Reasonator.Tests.Runbook;

/// <summary>
/// A clock for verbs that wait for a real process. Pauses are short; the limit of a call comes later than in real time, because
/// no call is meant to hang here; every other deadline is measured in real time.
/// </summary>
internal sealed class PatientTime : TimeProvider
{
    private const int TimesShorter = 40;
    private const int TimesLonger = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isPause = dueTime <= LongestPause && dueTime != VaultTransport.AttemptTimeout;
        var due = dueTime <= TimeSpan.Zero ? dueTime : isPause ? dueTime / TimesShorter : dueTime * TimesLonger;
        return System.CreateTimer(callback, state, due, period);
    }
}
