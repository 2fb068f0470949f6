using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>Batches over two processes that are killed again and again: every id exactly once in the results.</summary>
internal static class BatchKills
{
    private const int PerBatch = 10_000;

    public static async Task<int> RunAsync(int items, int kills)
    {
        await using var database = await Store.StartAsync();
        Service[] services = [await Service.StartAsync(database: database.Url), await Service.StartAsync(database: database.Url)];
        var asked = 0;
        // Whoever lives: the other is away for a moment at a time.
        using var caller = new BatchCaller(() => services[asked++ % 2].Port);
        var texts = Corpus.Headlines(PerBatch);
        var clock = Stopwatch.StartNew();
        var ids = new List<string>();
        for (var first = 0; first < items; first += PerBatch)
        {
            var from = first;
            ids.Add(await caller.SubmitAsync(texts.Take(items - first).Select((text, i) => $"{text} ({from + i})"), first, $"part-{first}"));
        }

        var ends = Task.WhenAll(ids.Select(caller.EndAsync));
        var random = new Random(20_261_124);
        for (var kill = 0; kill < kills && !ends.IsCompleted; kill++)
        {
            // When about so much of the work is done; which process, and in the middle of what, is chance.
            while (!ends.IsCompleted && await database.ReadAsync<long>("select sum(done + failed)::bigint from batch_score_jobs") < (long)items * (kill + 1) / (kills + 2))
            {
                await Task.Delay(random.Next(20, 200));
            }

            var victim = random.Next(2);
            var held = await database.ReadAsync<long>("select coalesce(sum(items), 0)::bigint from batch_score_chunks where lease is not null and result_id is null");
            await services[victim].KillAsync();
            Console.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: killed process {victim + 1}; {held} items were in flight in both");
            services[victim] = await Service.StartAsync(database: database.Url);
        }

        await ends;
        Console.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: all batches ended: {string.Join(' ', ends.Result.Distinct())}");
        var results = new List<string>();
        foreach (var id in ids)
        {
            results.AddRange(await caller.ResultIdsAsync(id, Math.Min(PerBatch, items - results.Count)));
        }

        var whole = results.SequenceEqual(Enumerable.Range(0, items).Select(i => $"{i}"));
        Console.WriteLine($"{results.Count} results, {results.Distinct().Count()} ids, in the order of the items: {whole}; chunks begun more than once: {await database.ReadAsync<long>("select count(*) from batch_score_chunks where attempts > 1")} of {await database.ReadAsync<long>("select count(*) from batch_score_chunks")}");
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }

        return whole ? 0 : 1;
    }
}
