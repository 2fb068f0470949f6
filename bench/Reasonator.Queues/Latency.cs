namespace Reasonator.Queues;

/// <summary>From submission to the first chunk's start on an idle process, submitted by itself and by another.</summary>
internal static class Latency
{
    public static Task RunAsync(Servers servers, Figures figures, int rounds) => Task.WhenAll(
        Plan.Queues.Select(async mode =>
        {
            try
            {
                await MeasureAsync(servers, figures, mode, rounds);
            }
            catch (OperationCanceledException)
            {
                figures.Add("chunks that nobody began within a minute", mode, 1);
            }
        }));

    private static async Task MeasureAsync(Servers servers, Figures figures, string mode, int rounds)
    {
        var database = await servers[mode].CreateDatabaseAsync();
        await using var probe = new Probe(database);
        await using var worker = await Child.StartAsync(new Plan(mode, database));
        await using var other = await Child.StartAsync(new Plan(mode, database, Workers: 0), working: false);
        var random = new Random(mode.Length);
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (by, child) in new[] { ("itself", worker), ("another", other) })
            {
                // Long enough to be idle again, and at no fixed place between two polls.
                await Task.Delay(random.Next(2500, 4500));
                _ = worker.Rest().Count() + other.Rest().Count();
                child.Say("submit 1 24000");
                var submitting = await child.NextAsync("submitting");
                var begin = await worker.NextAsync("begin");
                if (round >= 0)
                {
                    figures.Add($"ms to the first start, submitted by {by}", mode, begin.SecondsSince(submitting.At) * 1000);
                }
            }

            await other.NextAsync("submitted");
            other.Say("submit 42 24000");
            figures.Add("ms to submit a batch of 42", mode, (await other.NextAsync("submitted")).Number / 1000.0);
        }
    }
}
