namespace Reasonator.Queues;

/// <summary>Rows of every table for one batch of 42 chunks, from its submission until its jobs have expired.</summary>
internal static class RowCount
{
    public static Task RunAsync(Servers servers, Figures figures) => Task.WhenAll(
        CountAsync(servers, figures, "table", untuned: false, ""),
        CountAsync(servers, figures, "hangfire", untuned: false, ""),
        CountAsync(servers, figures, "hangfire", untuned: true, ", filters as installed"));

    private static async Task CountAsync(Servers servers, Figures figures, string mode, bool untuned, string how)
    {
        var database = await servers[mode].CreateDatabaseAsync();
        await using var probe = new Probe(database);
        await using var child = await Child.StartAsync(new Plan(mode, database, WorkMs: 100, Expires: true, Untuned: untuned), working: false);
        figures.Add("tables, the batch's two among them" + how, mode, (await probe.TablesAsync()).Length);
        figures.Add("rows before a batch" + how, mode, await probe.RowsAsync());
        child.Say("submit 42 24000");
        await child.NextAsync("submitted");
        figures.Add("rows of a batch of 42 chunks, waiting" + how, mode, await probe.RowsAsync());
        child.Say("start");
        long most = 0;
        while (await probe.ReadAsync("select count(*) from chunk where result is null") > 0)
        {
            most = Math.Max(most, await probe.RowsAsync());
        }

        figures.Add("rows while it runs, at most" + how, mode, most);
        if (mode != "table")
        {
            await UntilAsync(probe, "select count(*) from hangfire.jobqueue");
        }

        figures.Add("rows right after it" + how, mode, await probe.RowsAsync());
        if (mode != "table")
        {
            await UntilAsync(probe, "select count(*) from hangfire.job");
        }

        figures.Add("rows once its jobs have expired" + how, mode, await probe.RowsAsync());
    }

    private static async Task UntilAsync(Probe probe, string nothingLeft)
    {
        while (await probe.ReadAsync(nothingLeft) > 0)
        {
            await Task.Delay(50);
        }
    }
}
