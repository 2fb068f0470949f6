using System.Diagnostics;

namespace Reasonator.Queues;

/// <summary>Processes killed and paused in the middle of a chunk.</summary>
internal static class Crash
{
    private const string Paused = "writes of a result, process paused past the timeout";
    private const string Died = "writes of a result, process killed between its commit and the job's end";

    public static async Task RunAsync(Servers servers, Figures figures, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var after = TimeSpan.FromMilliseconds(400 + 500 * round);
            await Task.WhenAll(KillAsync(servers, figures, "table", after), KillAsync(servers, figures, "hangfire", after), KillAsync(servers, figures, "listen", after));
        }

        // At once, each on whichever server has connections left.
        await Task.WhenAll(
            PauseAsync(servers["table"], figures, "table", Guard.Row, Paused),
            PauseAsync(servers["hangfire"], figures, "hangfire", Guard.None, Paused),
            PauseAsync(servers["listen"], figures, "hangfire", Guard.Token, Paused + ", asking Hangfire's token first"),
            PauseAsync(servers["none"], figures, "hangfire", Guard.Row, Paused + ", with a guard of our own"),
            DieAsync(servers["table"], figures, Guard.None, Died),
            DieAsync(servers["table"], figures, Guard.Row, Died + ", with a guard of our own"));
    }

    private static async Task KillAsync(Servers servers, Figures figures, string mode, TimeSpan after)
    {
        var database = await servers[mode].CreateDatabaseAsync();
        var (first, second, _) = await BeginAsync(new Plan(mode, database, WorkMs: 2000));
        await Task.Delay(after);
        var killed = Stopwatch.GetTimestamp();
        await first.SignalAsync("KILL");
        figures.Add("seconds from kill -9 to the chunk's new start", mode, (await second.NextAsync("begin")).SecondsSince(killed));
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    private static async Task PauseAsync(Server server, Figures figures, string mode, Guard guard, string what)
    {
        var database = await server.CreateDatabaseAsync();
        await using var probe = new Probe(database);
        var (first, second, _) = await BeginAsync(new Plan(mode, database, WorkMs: 2000, Guard: guard));
        await first.SignalAsync("STOP");
        await second.NextAsync("end");
        await first.SignalAsync("CONT");
        // Its wait is over at once; what it writes, it writes in milliseconds.
        await Task.Delay(TimeSpan.FromSeconds(5));
        figures.Add(what, mode, await probe.ReadAsync("select max(writes) from chunk"));
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    private static async Task DieAsync(Server server, Figures figures, Guard guard, string what)
    {
        var database = await server.CreateDatabaseAsync();
        await using var probe = new Probe(database);
        var plan = new Plan("hangfire", database, Guard: guard);
        await using (var first = await Child.StartAsync(plan with { Dies = true }))
        {
            first.Say("submit 1 1000");
            await first.NextAsync("end");
        }

        await using var second = await Child.StartAsync(plan);
        while (await probe.ReadAsync("select count(*) from hangfire.jobqueue") > 0)
        {
            await Task.Delay(200);
        }

        figures.Add(what, "hangfire", await probe.ReadAsync("select max(writes) from chunk"));
    }

    /// <summary>Two processes and one chunk: first the one that began it.</summary>
    private static async Task<(Child First, Child Second, Line Begin)> BeginAsync(Plan plan)
    {
        var one = await Child.StartAsync(plan);
        var two = await Child.StartAsync(plan, working: false);
        one.Say("submit 1 24000");
        var begin = await one.NextAsync("begin");
        two.Say("start");
        return (one, two, begin);
    }
}
