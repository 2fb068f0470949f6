using Dapper;
using Npgsql;

namespace Reasonator.Store;

/// <summary>
/// The most rows that the database may hold. All that changes their number does so in a transaction that holds the lock, and what
/// adds some makes room before it ends: nobody ever sees more rows than the budget, however many processes write. No step's work
/// grows with the rows: the count is kept, and what is searched for has an index.
/// </summary>
internal static class RowBudget
{
    /// <summary>Days that a batch is kept after its end, its texts and results with it.</summary>
    public const int BatchDays = 7;

    // Any number that nothing else on this database locks.
    private const long WriterLock = 0x5C07EE;

    // By the server's clock: one process's, gone wrong, must not delete what all have written.
    private const string Overdue =
        """
        delete from score_event where scored_at < now() - interval '90 days';
        delete from batch_score_jobs where finished_at < now() - make_interval(days => @BatchDays);
        """;

    // The three tables that grow are counted by their triggers; the other two have a row a migration and a row a table.
    private const string Count = "select (select sum(rows)::bigint + count(*) from row_count) + (select count(*) from migration)";

    private const string OldestEvents = "delete from score_event where id in (select id from score_event order by id limit @surplus)";

    /// <summary>Lets one writer in at a time, of all processes: two that count before either commits would both find room.</summary>
    public static Task LockAsync(NpgsqlConnection connection, CancellationToken stop) =>
        connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@WriterLock)", new { WriterLock }, cancellationToken: stop));

    /// <summary>Deletes what is kept no longer, and then the oldest events beyond the budget. Batches never give way here.</summary>
    /// <returns>The rows that are left.</returns>
    public static async Task<long> TrimAsync(NpgsqlConnection connection, int budget, CancellationToken stop)
    {
        await connection.ExecuteAsync(new CommandDefinition(Overdue, new { BatchDays }, cancellationToken: stop));
        var rows = await connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, cancellationToken: stop));
        return rows <= budget ? rows : rows - await connection.ExecuteAsync(new CommandDefinition(OldestEvents, new { surplus = rows - budget }, cancellationToken: stop));
    }
}
