using Dapper;
using Npgsql;

namespace Reasonator.Batches;

/// <summary>The part of the row budget that batches may take. The budget's lock is held meanwhile.</summary>
internal static class BatchRoom
{
    private const string Count = "select sum(rows)::bigint from row_count where relation in ('batch_score_jobs', 'batch_score_chunks')";

    // Those that ended first and long enough ago, as many as give the rows that are wanted; each gives one at least.
    private const string GiveWay =
        """
        with ended as (
          select id, finished_at, 1 + (select count(*) from batch_score_chunks c where c.job_id = j.id) as rows
          from batch_score_jobs j where finished_at < now() - make_interval(secs => @safe) order by finished_at, id limit @surplus),
        queued as (select id, sum(rows) over (order by finished_at, id) - rows as before from ended)
        delete from batch_score_jobs where id in (select id from queued where before < @surplus)
        """;

    // What is left when all gives way that may.
    private const string Kept =
        """
        select coalesce(sum(1 + (select count(*) from batch_score_chunks c where c.job_id = j.id)), 0)::bigint
        from batch_score_jobs j where (finished_at < now() - make_interval(secs => @safe)) is not true
        """;

    /// <summary>Whether so many rows more would fit if all gave way that may: to be asked before much is written for nothing.</summary>
    public static async Task<bool> CanHoldAsync(NpgsqlConnection connection, int most, long rows, TimeSpan safe, CancellationToken stop) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(Kept, new { safe = safe.TotalSeconds }, cancellationToken: stop)) + rows <= most;

    /// <summary>Sees that so many rows more fit; false when only batches are left that must not go.</summary>
    public static async Task<bool> MakeAsync(NpgsqlConnection connection, int most, int rows, TimeSpan safe, CancellationToken stop)
    {
        var surplus = await SurplusAsync(connection, most, rows, stop);
        if (surplus > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(GiveWay, new { safe = safe.TotalSeconds, surplus }, cancellationToken: stop));
            surplus = await SurplusAsync(connection, most, rows, stop);
        }

        return surplus <= 0;
    }

    private static async Task<long> SurplusAsync(NpgsqlConnection connection, int most, int rows, CancellationToken stop) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, cancellationToken: stop)) + rows - most;
}
