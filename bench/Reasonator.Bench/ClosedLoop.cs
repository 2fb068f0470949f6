using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>Callers that send their next request when the last is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Sends for that long; the requests' texts are taken in the same order each time.</summary>
    /// <param name="port">Of the server.</param>
    /// <param name="requests">Ready-made ones, all of as many texts.</param>
    /// <param name="texts">Texts a request.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="seconds">Nothing is sent after it.</param>
    public static async Task<Loop> RunAsync(int port, byte[][] requests, int texts, int callers, double seconds)
    {
        var next = -1;
        var done = new ConcurrentQueue<(double Start, double End)>();
        var refused = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(port);
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                var start = clock.Elapsed.TotalSeconds;
                if (await connection.SendAsync(requests[Interlocked.Increment(ref next) % requests.Length]) == 200)
                {
                    done.Enqueue((start, clock.Elapsed.TotalSeconds));
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));
        return new Loop(texts * done.Sum(r => ShareWithin(r.Start, r.End, seconds)) / seconds, [.. done.Select(r => (r.End - r.Start) * 1000)], refused);
    }

    /// <summary>
    /// The share of a request's time before the end of the window. Without it a window of a few long requests would count
    /// as many or as few as happened to end in it, and its last seconds those of servers that idle on one of their cores.
    /// </summary>
    internal static double ShareWithin(double start, double end, double window) => end <= window ? 1 : Math.Max(0, (window - start) / (end - start));
}
