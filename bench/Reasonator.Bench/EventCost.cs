using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>
/// What the events cost a service, in CPU time a text. The same requests at the same pace go to one with a database and to one
/// without, and every score is known already: what differs is the events alone, and no run drowns it. Beside it the CPU time
/// of a text that runs. Interleaved.
/// </summary>
internal static class EventCost
{
    private const int Texts = 32;

    // About what two cores score: the buffer must not run over.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    public static async Task<int> RunAsync(int rounds, double seconds)
    {
        var requests = Corpus.Headlines(2048).Chunk(Texts).Select(chunk => Connection.Score(chunk)).ToArray();
        await using var database = await Store.StartAsync();
        await using var with = await Service.StartAsync(remembers: true, database: database.Url);
        await using var without = await Service.StartAsync(remembers: true);
        await using var running = await Service.StartAsync();
        foreach (var service in (Service[])[with, without])
        {
            await KnowAsync(service, requests);
        }

        var results = new List<(double Event, double Run)>();
        for (var round = 0; round <= rounds; round++)
        {
            var (known, stored, run) = (await MeasureAsync(without, requests, seconds), await MeasureAsync(with, requests, seconds), Run(running, requests, seconds));
            Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: a known text {known * 1e6:F1} µs of CPU, with its event {stored * 1e6:F1} µs; a text that runs {run * 1e6:F0} µs ({(stored - known) / run:P2})");
            if (round > 0)
            {
                results.Add((stored - known, run));
            }
        }

        var (cost, whole) = (results.Select(r => r.Event).Median(), results.Select(r => r.Run).Median());
        Console.WriteLine($"medians: an event {cost * 1e6:F1} µs, a text that runs {whole * 1e6:F0} µs: {cost / whole:P2}; {await database.ReadAsync<long>("select count(*) from score_event")} rows");
        return 0;
    }

    private static async Task KnowAsync(Service service, byte[][] requests)
    {
        using var connection = new Connection(service.Port);
        foreach (var request in requests)
        {
            await connection.SendAsync(request);
        }
    }

    private static async Task<double> MeasureAsync(Service service, byte[][] requests, double seconds)
    {
        using var connection = new Connection(service.Port);
        var (cpu, clock, sent) = (service.CpuSeconds(), Stopwatch.StartNew(), 0);
        for (; clock.Elapsed.TotalSeconds < seconds; sent++)
        {
            await connection.SendAsync(requests[sent % requests.Length]);
            await Task.Delay(Pace);
        }

        return (service.CpuSeconds() - cpu) / (sent * Texts);
    }

    private static double Run(Service service, byte[][] requests, double seconds)
    {
        var cpu = service.CpuSeconds();
        var loop = ClosedLoop.Run(service.Port, requests, Texts, Throughput.Callers, seconds);
        return (service.CpuSeconds() - cpu) / (loop.Milliseconds.Length * Texts);
    }
}
