using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>Process start to first 200, and resident memory: idle, with 64 callers of 32 texts, and after it.</summary>
internal static class Memory
{
    private const int Callers = 64;

    public static async Task<int> RunAsync(string? model, int rounds, double seconds)
    {
        // More texts than a measurement gets through: the cache fills, and none is answered from it.
        byte[][] requests = [.. Corpus.Headlines(32 * 1024).Chunk(32).Select(chunk => Connection.Score(chunk))];
        for (var round = 0; round < rounds; round++)
        {
            await using var service = await Service.StartAsync(model, remembers: true);
            await Task.Delay(500);
            var (idle, loaded) = (service.Megabytes("VmRSS"), service.Megabytes("VmHWM"));
            var statuses = await Load(service, requests, seconds);
            var (busy, peak) = (service.Megabytes("VmRSS"), service.Megabytes("VmHWM"));
            await Task.Delay(1000);
            Console.WriteLine($"ready {service.Ready.TotalMilliseconds:F0} ms; RSS idle {idle:F0} MB, under load {busy:F0}, a second after {service.Megabytes("VmRSS"):F0}; VmHWM after the start {loaded:F0}, after the load {peak:F0}; {statuses}");
        }

        return 0;
    }

    private static async Task<string> Load(Service service, byte[][] requests, double seconds)
    {
        var next = -1;
        var counts = new int[600];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(service.Port);
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                Interlocked.Increment(ref counts[await connection.SendAsync(requests[Interlocked.Increment(ref next) % requests.Length])]);
            }
        })));
        return string.Join(", ", counts.Select((n, status) => (n, status)).Where(c => c.n > 0).Select(c => $"{c.status}: {c.n}"));
    }
}
