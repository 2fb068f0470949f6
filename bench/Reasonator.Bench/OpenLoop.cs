using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>Requests that come whether or not the earlier ones were answered.</summary>
internal static class OpenLoop
{
    /// <summary>Requests a second that four callers get answered with 200.</summary>
    public static async Task<double> CapacityAsync(Service service, byte[][] requests, TimeSpan length)
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

    /// <summary>How often each status came, 0 for connections that broke.</summary>
    public static async Task<int[]> RunAsync(Service service, byte[][] requests, double perSecond, TimeSpan length)
    {
        var statuses = new int[600];
        var pending = new List<Task>();
        var clock = Stopwatch.StartNew();
        for (var sent = 0; clock.Elapsed < length; await Task.Delay(1))
        {
            for (; sent < clock.Elapsed.TotalSeconds * perSecond; sent++)
            {
                pending.Add(SendAsync(requests[sent % requests.Length]));
            }
        }

        await Task.WhenAll(pending);
        return statuses;

        async Task SendAsync(byte[] request)
        {
            using var connection = new Connection(service.Port);
            Interlocked.Increment(ref statuses[await connection.SendAsync(request)]);
        }
    }
}
