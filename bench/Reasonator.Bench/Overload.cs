using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>
/// Capacity first (closed loop, four callers), then an open loop at twice that: what is served, how fast the rest is
/// refused, and what the memory does. Callers have two seconds' patience.
/// </summary>
internal static class Overload
{
    private const int Patience = 2;

    public static async Task<int> RunAsync(TimeSpan length, int texts)
    {
        byte[][] requests = [.. Corpus.Headlines(4096).Chunk(texts).Select(chunk => Connection.Score(chunk, Patience))];
        await using var service = await Service.StartAsync();
        await Capacity(service, requests, TimeSpan.FromSeconds(5));
        var capacity = await Capacity(service, requests, TimeSpan.FromSeconds(20));
        Console.WriteLine($"capacity {capacity:F0} requests/s of {texts} texts; open loop at {2 * capacity:F0}/s for {length.TotalMinutes:F1} min, {Patience} s of patience");
        var idle = new ConcurrentBag<Connection>();
        var outcomes = new ConcurrentQueue<(double At, int Status, double Milliseconds)>();
        var clock = Stopwatch.StartNew();
        var (sent, unsent, pending) = (0L, 0L, 0);
        var nextSample = TimeSpan.Zero;
        while (clock.Elapsed < length)
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * 2 * capacity); sent < due; sent++)
            {
                // The generator shares the cores: it keeps at most this many requests in the air, and counts the others.
                if (pending > 12_000)
                {
                    unsent++;
                    continue;
                }

                Interlocked.Increment(ref pending);
                _ = SendOne(requests[sent % requests.Length]);
            }

            if (clock.Elapsed > nextSample)
            {
                nextSample += length / 10;
                Console.WriteLine($"{clock.Elapsed.TotalSeconds,6:F0} s: RSS {service.Megabytes("VmRSS"):F0} MB, in the air {pending}");
            }

            await Task.Delay(1);
        }

        var steady = outcomes.Where(o => o.At > length.TotalSeconds * 0.1).ToList();
        var served = steady.Count(o => o.Status == 200) / (length.TotalSeconds * 0.9);
        var refused = steady.Where(o => o.Status == 429).Select(o => o.Milliseconds).ToList();
        var own = service.Refusals.ToList();
        Console.WriteLine($"sent {sent - unsent}, not sent {unsent}; {string.Join(", ", steady.GroupBy(o => o.Status).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}"))}");
        Console.WriteLine($"goodput {served:F0}/s = {served / capacity:F3} of capacity; refusals p50 {refused.Median():F2} ms, p99 {refused.Percentile(99):F2} ms, in the service p50 {own.Median():F2} ms, p99 {own.Percentile(99):F2} ms; VmHWM {service.Megabytes("VmHWM"):F0} MB");
        return 0;

        async Task SendOne(byte[] request)
        {
            var connection = idle.TryTake(out var free) ? free : new Connection(service.Port);
            var at = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            outcomes.Enqueue((clock.Elapsed.TotalSeconds, status, Stopwatch.GetElapsedTime(at).TotalMilliseconds));
            idle.Add(connection);
            Interlocked.Decrement(ref pending);
        }
    }

    private static async Task<double> Capacity(Service service, byte[][] requests, TimeSpan length)
    {
        var (done, next) = (0, -1);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(service.Port);
            while (clock.Elapsed < length)
            {
                var status = await connection.SendAsync(requests[Interlocked.Increment(ref next) % requests.Length]);
                Interlocked.Add(ref done, status == 200 ? 1 : 0);
            }
        })));
        return done / clock.Elapsed.TotalSeconds;
    }
}
