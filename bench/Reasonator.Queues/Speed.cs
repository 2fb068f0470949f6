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
        var lines = new List<Line>();
        while (lines.Count(line => line.What == "end") < chunks)
        {
            await Task.Delay(20);
            children.ForEach(child => lines.AddRange(child.Rest()));
        }

        var first = lines.Where(line => line.What == "begin").Min(line => line.At);
        var seconds = lines.Where(line => line.What == "end").Max(line => line.At) - first;
        figures.Add($"chunks a second, {processes} process{(processes > 1 ? "es" : "")}", mode, chunks / Stopwatch.GetElapsedTime(0, seconds).TotalSeconds);
        figures.Add("results written other than once", mode, await probe.ReadAsync("select count(*) from chunk where writes <> 1"));
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
}
