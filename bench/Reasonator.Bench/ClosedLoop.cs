using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>Callers that send their next request when the last is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Measures for that long, from the moment at which each caller has had its first answer: until then the server fills.
    /// </summary>
    /// <param name="port">Of the server.</param>
    /// <param name="requests">Ready-made ones, all of as many texts, taken in the same order each time.</param>
    /// <param name="texts">Texts a request.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="seconds">Length of the window; nothing is sent after it.</param>
    public static Loop Run(int port, byte[][] requests, int texts, int callers, double seconds)
    {
        var (next, filling, refused) = (-1, callers, 0);
        var from = double.MaxValue;
        var done = new ConcurrentQueue<(double Start, double End)>();
        var clock = Stopwatch.StartNew();
        // Threads of their own, which sleep in the kernel: a pool's would spin for their next answer on the cores that make it.
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(_ => new Thread(Call))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return new Loop(texts * done.Sum(r => Share(r.Start, r.End, from, from + seconds)) / seconds, [.. done.Select(r => (r.End - r.Start) * 1000)], refused);

        void Call()
        {
            using var connection = new Connection(port);
            for (var first = true; clock.Elapsed.TotalSeconds - Volatile.Read(ref from) < seconds; first = false)
            {
                var start = clock.Elapsed.TotalSeconds;
                if (connection.Send(requests[Interlocked.Increment(ref next) % requests.Length]) == 200)
                {
                    done.Enqueue((start, clock.Elapsed.TotalSeconds));
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }

                if (first && Interlocked.Decrement(ref filling) == 0)
                {
                    Volatile.Write(ref from, clock.Elapsed.TotalSeconds);
                }
            }
        }
    }

    /// <summary>
    /// The share of a request's time that is in the window. To count those that end in it would make a window of a few long
    /// requests as good or as bad as chance.
    /// </summary>
    internal static double Share(double start, double end, double from, double to) =>
        Math.Max(0, Math.Min(end, to) - Math.Max(start, from)) / (end - start);
}
