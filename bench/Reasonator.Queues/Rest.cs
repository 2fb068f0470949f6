using System.Diagnostics;

namespace Reasonator.Queues;

/// <summary>What each way costs while there is nothing to do, and what a batch leaves behind in memory.</summary>
internal static class Rest
{
    public static async Task RunAsync(Servers servers, Figures figures, int rounds, TimeSpan span)
    {
        for (var round = 0; round < rounds; round++)
        {
            // All at once: each has a database of its own, and an idle process hardly disturbs another.
            var subjects = new List<(string Mode, string Database, Child Child)>();
            foreach (var mode in (string[])["none", .. Plan.Queues])
            {
                var database = await servers[mode].CreateDatabaseAsync();
                subjects.Add((mode, database, await Child.StartAsync(new Plan(mode, database, WorkMs: 50))));
            }

            await Task.Delay(span);
            var idle = subjects.ToDictionary(subject => subject.Mode, subject => subject.Child.Status("VmRSS"));
            await IdleAsync(figures, subjects, span);
            foreach (var (mode, database, child) in subjects)
            {
                await BatchAsync(figures, mode, database, child);
            }

            await Task.Delay(TimeSpan.FromSeconds(5));
            var after = subjects.ToDictionary(subject => subject.Mode, subject => subject.Child.Status("VmRSS"));
            foreach (var (mode, _, child) in subjects)
            {
                var baseline = mode == "none" ? 0 : 1;
                figures.Add("RSS idle, MB over none (there: in all)", mode, (idle[mode] - baseline * idle["none"]) / 1024);
                figures.Add("RSS after a batch, MB over none (there: in all)", mode, (after[mode] - baseline * after["none"]) / 1024);
                await child.DisposeAsync();
            }
        }
    }

    private static async Task IdleAsync(Figures figures, List<(string Mode, string Database, Child Child)> subjects, TimeSpan span)
    {
        var before = new List<(long Transactions, double Cpu)>();
        foreach (var (_, database, child) in subjects)
        {
            await using var probe = new Probe(database);
            before.Add((await probe.TransactionsAsync(database), child.CpuSeconds));
        }

        await Task.Delay(span);
        foreach (var ((mode, database, child), (transactions, cpu)) in subjects.Zip(before))
        {
            await using var probe = new Probe(database);
            figures.Add("transactions a second, idle", mode, (await probe.TransactionsAsync(database) - transactions) / span.TotalSeconds);
            figures.Add("CPU idle, ms a second", mode, (child.CpuSeconds - cpu) / span.TotalSeconds * 1000);
            figures.Add("connections, idle", mode, await probe.ConnectionsAsync(database));
            figures.Add("threads, idle", mode, child.Status("Threads"));
        }
    }

    private static async Task BatchAsync(Figures figures, string mode, string database, Child child)
    {
        await using var probe = new Probe(database);
        child.Say("submit 42 24000");
        await child.NextAsync("submitted");
        long most = 0;
        var patience = Stopwatch.StartNew();
        while (mode != "none" && patience.Elapsed < TimeSpan.FromSeconds(45) && await probe.ReadAsync("select count(*) from chunk where result is null") > 0)
        {
            most = Math.Max(most, await probe.ConnectionsAsync(database));
        }

        figures.Add("connections while it runs, at most", mode, Math.Max(most, await probe.ConnectionsAsync(database)));
    }
}
