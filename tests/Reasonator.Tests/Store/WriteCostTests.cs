using System.Net;
using Reasonator.Batches;
using Reasonator.Store;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>What a write reads, whatever the tables hold, and the count of their rows that the server keeps.</summary>
public sealed class WriteCostTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // The server's statistics add up what a session read in a second, which is some hundred rows; each table holds more than this.
    private const int MostRead = 5_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_score_a_batch_and_its_cancelling_read_no_more_rows_because_the_tables_hold_more()
    {
        var url = await server.MigratedAsync(Stop);
        await FillAsync(url);
        await GuardAsync(url);
        await using var app = BatchApp.On(url, store: StoreApp.Hurried(url) with { RowBudget = StoreOptions.MostRowBudget });
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One.", "Two."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 2 || store.LastFault is not null, Stop);
        Assert.Null(app.Get<StoreHealth>().Status.LastFault);
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        Assert.Equal(60, (await client.EndedAsync(id, Stop)).GetProperty("done").GetInt32());
        app.Model.Hold();
        var other = await client.SubmittedAsync(BatchApp.Texts.Select(text => $"{text} again"), Stop);
        await app.Model.Entered(Stop);
        using var cancelled = await client.DeleteAsync($"/v1/batches/{other}", Stop);

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        app.Model.Open();
    }

    [Fact]
    public async Task A_heartbeat_and_what_gives_way_read_no_more_rows_because_the_tables_hold_more()
    {
        var url = await server.MigratedAsync(Stop);
        var lease = Guid.NewGuid();
        await FillAsync(url);
        await LeaseAsync(url, lease);
        await GuardAsync(url);
        await using var database = new Database(StoreApp.Hurried(url));
        var chunks = new ChunkTable(database, BatchApp.Hurried);

        Assert.Equal(lease, Assert.Single(await chunks.RenewAsync([lease], Stop)));
        await chunks.ReleaseAsync([lease], Stop);
        await using var transaction = await BoundedTransaction.BeginAsync(database.Source, Stop);
        await RowBudget.LockAsync(transaction.Connection, Stop);
        var rows = await RowBudget.TrimAsync(transaction.Connection, StoreOptions.MostRowBudget, Stop);
        Assert.Equal(rows - 10, await RowBudget.TrimAsync(transaction.Connection, (int)rows - 10, Stop));
        Assert.True(await BatchRoom.MakeAsync(transaction.Connection, (int)await BatchApp.RowsAsync(url), 7, TimeSpan.FromHours(24), Stop));
        await transaction.CommitAsync(Stop);
    }

    [Fact]
    public async Task The_count_that_is_kept_is_the_count_of_the_rows_whoever_writes_and_deletes()
    {
        const string isTrue =
            """
            select bool_and(rows = case relation when 'score_event' then (select count(*) from score_event)
              when 'batch_score_jobs' then (select count(*) from batch_score_jobs) else (select count(*) from batch_score_chunks) end) and count(*) = 3
            from row_count
            """;
        var url = await server.MigratedAsync(Stop);
        await FillAsync(url);
        Assert.True(await PostgresServer.ReadAsync<bool>(url, isTrue));
        Assert.True(await PostgresServer.ReadAsync<long>(url, "select sum(rows)::bigint from row_count") > 40_000);
        foreach (var sql in (string[])
            [
                "delete from score_event where tokens % 3 = 0",
                "insert into score_event select * from score_event on conflict do nothing",
                "delete from batch_score_jobs where status = 'done' and total % 2 = 0",
                "delete from batch_score_chunks where number = 1",
                "truncate batch_score_jobs cascade",
            ])
        {
            await PostgresServer.ExecuteAsync(url, sql);
            Assert.True(await PostgresServer.ReadAsync<bool>(url, isTrue), sql);
        }
    }

    /// <summary>Scores of two weeks, and batches that ended in the last two days.</summary>
    private static Task FillAsync(string url) => PostgresServer.ExecuteAsync(url, """
        insert into score_event select
          (lpad(to_hex((extract(epoch from now() - make_interval(mins => n)) * 1000)::bigint), 12, '0') || '70008' || left(md5('' || n), 15))::uuid,
          now() - make_interval(mins => n), 'seed', 'service', 'sentence', decode(repeat('ab', 32), 'hex'), 40, n % 50 + 3, 'neutral', 0, 0, 1, 0, 'm', 'f', 'l'
        from generate_series(1, 20000) n;
        insert into batch_score_jobs (id, created_at, started_at, finished_at, caller, request_id, kind, status, body_sha256, total, tokens, chunks)
        select (lpad(to_hex(n), 12, '0') || '70008' || left(md5('' || n), 15))::uuid, at, at, at, 'service', 'seed', 'score', 'done', sha256('x'), n, n, 4
        from (select n, now() - make_interval(secs => n * 20) as at from generate_series(1, 8000) n) aged;
        insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id, result_id, results, text_hashes, model_sha, fingerprint, lineage)
        select gen_random_uuid(), j.id, n, 1, 1, 'sentence', '', gen_random_uuid(), gen_random_uuid(), '', '', 'm', 'f', 'l' from batch_score_jobs j, generate_series(0, 3) n;
        analyze;
        """);

    /// <summary>A batch whose chunks all belong to a process, one of them by this lease.</summary>
    private static Task LeaseAsync(string url, Guid lease) => PostgresServer.ExecuteAsync(url, $"""
        insert into batch_score_jobs (id, created_at, started_at, caller, request_id, kind, status, body_sha256, total, tokens, chunks)
        values ('ffffffff-ffff-7fff-bfff-ffffffffffff', now(), now(), 'service', 'seed', 'score', 'running', sha256('x'), 9000, 9000, 9000);
        insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id, attempts, lease, leased_until)
        select gen_random_uuid(), 'ffffffff-ffff-7fff-bfff-ffffffffffff', n, 1, 1, 'sentence', '', gen_random_uuid(), 1,
          case n when 7 then '{lease}'::uuid else gen_random_uuid() end, now() + interval '10 days' from generate_series(1, 9000) n;
        analyze;
        """);

    /// <summary>Makes the server refuse the commit of a transaction that changed something and read more rows than it may.</summary>
    private static Task GuardAsync(string url) => PostgresServer.ExecuteAsync(url, $"""
        create function reads_little() returns trigger language plpgsql as $$
        declare read bigint;
        begin
          select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) into read from pg_stat_xact_user_tables;
          if read > {MostRead} then raise exception 'a transaction that changed % read % rows', tg_table_name, read; end if;
          return null;
        end $$;
        create constraint trigger reads_little after insert or update or delete on score_event deferrable initially deferred for each row execute function reads_little();
        create constraint trigger reads_little after insert or update or delete on batch_score_jobs deferrable initially deferred for each row execute function reads_little();
        create constraint trigger reads_little after insert or update or delete on batch_score_chunks deferrable initially deferred for each row execute function reads_little();
        """);
}
