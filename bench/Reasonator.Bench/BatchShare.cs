namespace Reasonator.Bench;

/// <summary>
/// The same batch by one process that has one core, and by two that have one each: what a second dyno brings. Interleaved; the
/// database shares the cores.
/// </summary>
internal static class BatchShare
{
    public static async Task<int> RunAsync(string? model, int rounds, int items)
    {
        var texts = Corpus.Headlines(items);
        await using var database = await Store.StartAsync();
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            await using var one = await Service.StartAsync(model, database: database.Url, core: 0);
            var alone = await RateAsync(one, database, texts);
            await using var other = await Service.StartAsync(model, database: database.Url, core: 1);
            var shared = await RateAsync(one, database, texts);
            Console.WriteLine($"round {round}: one process {alone:F0}/s, two {shared:F0}/s ({shared / alone:F3})");
            ratios.Add(shared / alone);
        }

        Console.WriteLine($"median: two processes do {ratios.Median():F3} times what one does");
        return 0;
    }

    private static async Task<double> RateAsync(Service service, Store database, string[] texts)
    {
        using var caller = new BatchCaller(() => service.Port);
        var id = await caller.SubmitAsync(texts);
        await caller.EndAsync(id);
        return texts.Length / await database.ReadAsync<double>($"select extract(epoch from finished_at - started_at)::float8 from batch_score_jobs where id = '{id}'");
    }
}
