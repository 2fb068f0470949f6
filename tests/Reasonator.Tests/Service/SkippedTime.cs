namespace Reasonator.Tests.Service;

/// <summary>A clock whose timestamp the test puts forward; its timers do not notice.</summary>
internal sealed class SkippedTime : TimeProvider
{
    private long _skipped;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);

    public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));
}
