namespace Reasonator.Hosting;

/// <summary>Time since the service was put together.</summary>
internal sealed class Uptime(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);
}
