using System.Diagnostics;
using Reasonator.Bench.Curve;

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
        var requests = Corpus.DistinctRequests(texts, Patience);
        await using var service = await Service.StartAsync();
        Capacity(service, requests, 5);
        var capacity = Capacity(service, requests, 20);
        Console.WriteLine($"capacity {capacity:F0} requests/s of {texts} texts; open loop at {2 * capacity:F0}/s for {length.TotalMinutes:F1} min, {Patience} s of patience");
        var loop = new OpenLoop(service, requests, obedientEvery: 0);
        var running = loop.RunAsync(2 * capacity, length.TotalSeconds, seed: 1);
        await WatchAsync(service, loop, running, length / 10);
        await running;
        Tell(service, loop, length.TotalSeconds, capacity);
        return 0;
    }

    private static async Task WatchAsync(Service service, OpenLoop loop, Task running, TimeSpan every)
    {
        var clock = Stopwatch.StartNew();
        while (!running.IsCompleted)
        {
            Console.WriteLine($"{clock.Elapsed.TotalSeconds,6:F0} s: RSS {service.Megabytes("VmRSS"):F0} MB, in the air {loop.InTheAir}");
            await Task.WhenAny(running, Task.Delay(every));
        }
    }

    private static void Tell(Service service, OpenLoop loop, double seconds, double capacity)
    {
        var steady = loop.Outcomes.Where(o => o.SentAt > seconds * 0.1 && o.SentAt < seconds).ToList();
        var served = steady.Count(o => o.Status == 200) / (seconds * 0.9);
        var refused = steady.Where(o => o.Status == 429).Select(o => o.Milliseconds).ToList();
        var own = service.Refusals.ToList();
        Console.WriteLine($"sent {loop.Outcomes.Count}, not sent {loop.Unsent}; {string.Join(", ", steady.GroupBy(o => o.Status).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}"))}");
        Console.WriteLine($"goodput {served:F0}/s = {served / capacity:F3} of capacity; refusals p50 {refused.Median():F2} ms, p99 {refused.Percentile(99):F2} ms, in the service p50 {own.Median():F2} ms, p99 {own.Percentile(99):F2} ms; VmHWM {service.Megabytes("VmHWM"):F0} MB");
    }

    private static double Capacity(Service service, byte[][] requests, double seconds) =>
        ClosedLoop.Run(service.Port, requests, 1, 4, seconds).TextsPerSecond;
}
