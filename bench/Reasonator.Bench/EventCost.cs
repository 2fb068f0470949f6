namespace Reasonator.Bench;

/// <summary>
/// What the events cost a service: its CPU time a text with a database and without, 32 texts a request, interleaved. CPU
/// time, because throughput on a shared machine moves by more than what is looked for.
/// </summary>
internal static class EventCost
{
    public static async Task<int> RunAsync(int rounds, double seconds)
    {
        var texts = Corpus.Headlines(2048);
        byte[][] requests = [.. texts.Chunk(32).Select(chunk => Connection.Score(chunk))];
        await using var database = await Store.StartAsync();
        await using var with = await Service.StartAsync(database: database.Url);
        await using var without = await Service.StartAsync();
        var ratios = new List<(double Cpu, double Rate)>();
        for (var round = 0; round <= rounds; round++)
        {
            // The order changes, so that neither is always the one behind.
            var first = round % 2 == 0 ? await MeasureAsync(with, requests, seconds) : await MeasureAsync(without, requests, seconds);
            var second = round % 2 == 0 ? await MeasureAsync(without, requests, seconds) : await MeasureAsync(with, requests, seconds);
            var (yes, no) = round % 2 == 0 ? (first, second) : (second, first);
            Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: with {yes.Cpu * 1e6:F0} µs of CPU a text, {yes.Rate:F0}/s; without {no.Cpu * 1e6:F0} µs, {no.Rate:F0}/s ({yes.Cpu / no.Cpu:F4}, {yes.Rate / no.Rate:F3})");
            if (round > 0)
            {
                ratios.Add((yes.Cpu / no.Cpu, yes.Rate / no.Rate));
            }
        }

        Console.WriteLine($"median of ratios: CPU a text {ratios.Select(r => r.Cpu).Median():F4}, throughput {ratios.Select(r => r.Rate).Median():F3}; {await database.ReadAsync<long>("select count(*) from score_event")} rows");
        return 0;
    }

    private static async Task<(double Cpu, double Rate)> MeasureAsync(Service service, byte[][] requests, double seconds)
    {
        var cpu = service.CpuSeconds();
        var rate = await Throughput.Http(service, requests, 32, seconds);
        return ((service.CpuSeconds() - cpu) / (rate * seconds), rate);
    }
}
