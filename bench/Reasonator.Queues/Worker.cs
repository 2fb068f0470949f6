using System.Diagnostics;
using Npgsql;

namespace Reasonator.Queues;

/// <summary>The child process: does what its parent says on standard input, until that ends.</summary>
internal static class Worker
{
    public static async Task<int> RunAsync(Plan plan)
    {
        await using var database = NpgsqlDataSource.Create(plan.Database);
        await using (await database.OpenConnectionAsync())
        {
        }

        await using IQueue queue = plan.Mode switch
        {
            "none" => new NoQueue(database),
            "table" => new TableQueue(database, plan),
            _ => new HangfireQueue(database, plan),
        };
        Work.Tell("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["start"]:
                    queue.Start();
                    break;
                case ["submit", var chunks, var bytes]:
                    var start = Stopwatch.GetTimestamp();
                    Work.Tell("submitting");
                    await queue.SubmitAsync(int.Parse(chunks), int.Parse(bytes));
                    Work.Tell("submitted", (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                    break;
            }
        }

        return 0;
    }
}
