using System.Diagnostics;

namespace Reasonator.Queues;

/// <summary>A chunk's work: told, waited for, and a result of a twelfth of the texts' bytes.</summary>
internal static class Work
{
    public static async Task<byte[]> DoAsync(long chunk, byte[] texts, int milliseconds)
    {
        Tell("begin", chunk);
        if (milliseconds > 0)
        {
            await Task.Delay(milliseconds);
        }

        return new byte[texts.Length / 12];
    }

    /// <summary>A line for the parent. The clock is the machine's, so that processes can be compared.</summary>
    public static void Tell(string what, long number = 0)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine($"{what} {number} {Stopwatch.GetTimestamp()}");
            Console.Out.Flush();
        }
    }
}
