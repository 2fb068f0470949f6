using System.Diagnostics;

namespace Reasonator.Queues;

/// <summary>Chunks a second where a chunk is no work: what handing out and ending one costs.</summary>
internal static class Speed
{
    public static async Task RunAsync(Servers servers, Figures figures, int rounds, int chunks)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var processes = 1; processes <= 2; processes++)
            {
                foreach (var mode in Plan.Queues)
                {
                    await MeasureAsync(servers, figures, mode, processes, chunks, counted: round == 0 && processes == 1);
                }
            }
        }
    }

    private static async Task MeasureAsync(Servers servers, Figures figures, string mode, int processes, int chunks, bool counted)
    {
        var database = await servers[mode].CreateDatabaseAsync();
        await using var probe = new Probe(database);
        var children = new List<Child>();
        for (var i = 0; i < processes; i++)
        {
            children.Add(await Child.StartAsync(new Plan(mode, database), working: false));
        }

        children[0].Say($"submit {chunks} 1000");
        await children[0].NextAsync("submitted");
        var before = await probe.TransactionsAsync(database);
        children.ForEach(child => child.Say("start"));
        var lines = await FollowAsync(children, chunks);
        Line[] ends = [.. lines.Where(line => line.What == "end")];
        var span = Stopwatch.GetElapsedTime(lines.Where(line => line.What == "begin").Min(line => line.At), ends.Max(line => line.At));
        figures.Add($"chunks a second, {processes} process{(processes > 1 ? "es" : "")}", mode, ends.Length / span.TotalSeconds);
        figures.Add($"chunks of {chunks} that nobody began, taken but held back", mode, chunks - ends.Length);
        figures.Add("results written more than once", mode, await probe.ReadAsync("select count(*) from chunk where writes > 1"));
        if (counted)
        {
            // An idle session reports its last transactions up to ten seconds late.
            await Task.Delay(TimeSpan.FromSeconds(11));
            figures.Add("transactions a chunk", mode, (double)(await probe.TransactionsAsync(database) - before) / chunks);
        }

        foreach (var child in children)
        {
            await child.DisposeAsync();
        }
    }

    /// <summary>Every line until all chunks have ended, or none has for longer than a timeout and a renewal.</summary>
    private static async Task<List<Line>> FollowAsync(List<Child> children, int chunks)
    {
        var lines = new List<Line>();
        var quiet = Stopwatch.StartNew();
        while (lines.Count(line => line.What == "end") < chunks && quiet.Elapsed < TimeSpan.FromSeconds(45))
        {
            await Task.Delay(20);
            var before = lines.Count;
            children.ForEach(child => lines.AddRange(child.Rest()));
            if (lines.Count > before)
            {
                quiet.Restart();
            }
        }

        return lines;
    }
}
