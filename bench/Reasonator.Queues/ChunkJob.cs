using System.Diagnostics;
using Hangfire;
using Npgsql;

namespace Reasonator.Queues;

/// <summary>What Hangfire calls for a chunk. It is static, so that no container takes part in the figures.</summary>
internal static class ChunkJob
{
    private static NpgsqlDataSource _database = null!;
    private static Plan _plan = null!;

    private static string OnlyOnce => _plan.Guard == Guard.Row ? "and result is null" : "";

    public static void Configure(NpgsqlDataSource database, Plan plan) => (_database, _plan) = (database, plan);

    // A failure is one of the benchmark's: it must be seen, not tried again.
    [AutomaticRetry(Attempts = 0)]
    public static async Task RunAsync(long id, IJobCancellationToken cancellation)
    {
        await using var read = _database.CreateCommand($"select texts from chunk where id = $1 {OnlyOnce}");
        read.Parameters.Add(new() { Value = id });
        if (await read.ExecuteScalarAsync(CancellationToken.None) is not byte[] texts)
        {
            return;
        }

        var result = await Work.DoAsync(id, texts, _plan.WorkMs);
        if (_plan.Guard == Guard.Token)
        {
            // Asks the storage at once whether the job is still this worker's; a CancellationToken would look every five seconds.
            cancellation.ThrowIfCancellationRequested();
        }

        await using var write = _database.CreateCommand(
            $"update chunk set result = $2, writes = writes + 1 where id = $1 {OnlyOnce}");
        write.Parameters.Add(new() { Value = id });
        write.Parameters.Add(new() { Value = result });
        Work.Tell("end", await write.ExecuteNonQueryAsync(CancellationToken.None) == 1 ? id : -id);
        if (_plan.Dies)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
