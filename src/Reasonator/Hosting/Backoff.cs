namespace Reasonator.Hosting;

/// <summary>Waits that grow.</summary>
internal static class Backoff
{
    /// <summary>The wait behind this one: twice as long, up to the longest.</summary>
    public static TimeSpan Next(TimeSpan wait, TimeSpan longest) => wait * 2 < longest ? wait * 2 : longest;
}
