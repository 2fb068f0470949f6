using System.Net;
using Npgsql;
using Reasonator.Batches;
using Reasonator.Store;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>What the tables hold against two at a time, answers that are lost, rows that are refused and versions that are not theirs.</summary>
public sealed class BatchTableTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly ChunkResults Results = new("{}\n"u8.ToArray(), new byte[320], 10, 0, new string('a', 64), "f", "l");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chunk_that_somebody_is_taking_is_passed_over()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = await HeldAsync(url);
        await using var connection = await app.Get<Database>().Source.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using var taking = new NpgsqlCommand("update batch_score_chunks set lease = gen_random_uuid() where number = 1", connection);
        await taking.ExecuteNonQueryAsync(Stop);

        var chunk = await app.Get<ChunkTable>().ClaimAsync(Stop);

        Assert.Equal(2, await PostgresServer.ReadAsync<int>(url, $"select number from batch_score_chunks where id = '{chunk!.Id}'"));
        app.Model.Open();
    }

    [Fact]
    public async Task Results_are_stored_once_and_only_under_the_lease_that_is_on_the_chunk()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = await HeldAsync(url);
        var table = app.Get<ChunkTable>();
        var chunk = (await table.ClaimAsync(Stop))!;

        var stored = new List<bool>
        {
            await table.StoreAsync(chunk with { Lease = Guid.NewGuid() }, Results, Stop),
            await table.StoreAsync(chunk, Results, Stop),
            await table.StoreAsync(chunk, Results, Stop),
        };

        Assert.Equal([false, true, false], stored);
        Assert.Equal(10, await PostgresServer.ReadAsync<int>(url, "select done from batch_score_jobs"));
        app.Model.Open();
    }

    [Fact]
    public async Task A_submission_that_was_stored_and_not_answered_is_found_by_the_next_try()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.MigratedAsync(Stop);
        // A commit waits for a standby that there is not, after it has been made.
        await PostgresServer.ExecuteAsync(url, "alter system set synchronous_standby_names = 'nobody'");
        await own.StopAsync();
        await own.StartAsync();
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        var submitting = client.SubmitAsync(BatchApp.Texts, stop: Stop);
        await Eventually.SeesAsync(
            "the commit that waits for the standby is broken off",
            () => PostgresServer.ReadAsync<long>(url, "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'"),
            ended => ended > 0,
            Stop);

        using var answer = await submitting;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(7, await BatchApp.RowsAsync(url));
        await PostgresServer.ExecuteAsync(url, "alter system reset synchronous_standby_names");
        await PostgresServer.ExecuteAsync(url, "select pg_reload_conf()");
    }

    [Fact]
    public async Task Results_whose_rows_the_server_refuses_are_made_again_when_their_lease_has_run_out()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await BatchApp.RefuseAsync(url, "update of results", "batch_score_chunks", "23514", times: 1);

        var id = await client.SubmittedAsync(["One."], Stop);
        await Eventually.SeesAsync(
            "the server has refused the results", () => PostgresServer.ReadAsync<bool>(url, "select is_called from refusals"), refused => refused, Stop);
        await BatchApp.EndLeasesAsync(url);
        var ended = await client.EndedAsync(id, Stop);

        Assert.Equal((1, 0), (ended.GetProperty("done").GetInt32(), ended.GetProperty("failed").GetInt32()));
        Assert.Equal(2, await PostgresServer.ReadAsync<int>(url, "select attempts::int from batch_score_chunks"));
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_neither_read_nor_worked_on()
    {
        const string later = "Reasonator.Store.Migrations.9999-later.sql";
        var url = await server.MigratedAsync(Stop);
        var id = Guid.NewGuid();
        await PostgresServer.ExecuteAsync(url, $$"""
            insert into migration (scriptname, applied) values ('{{later}}', now());
            insert into batch_score_jobs (id, created_at, caller, request_id, kind, status, body_sha256, total, tokens, chunks)
            values ('{{id}}', now(), 'service', 'r', 'score', 'queued', sha256('x'), 1, 4, 1);
            insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id)
            values ('{{id}}', '{{id}}', 0, 1, 4, 'sentence', convert_to('{"id":"0","text":"One."}' || chr(10), 'UTF8'), '{{id}}');
            """);
        await using var app = BatchApp.On(url, BatchApp.Hurried with { Poll = TimeSpan.FromMilliseconds(1) });
        var client = await app.ReadyAsync(Stop);
        await app.StoreAsync(store => store.State == "schema_ahead", Stop);

        for (var i = 0; i < 20; i++)
        {
            using var answer = await client.GetAsync($"/v1/batches/{id}", Stop);
            Assert.Contains("newer", (await answer.ProblemAsync(503, "database-unavailable")).GetProperty("detail").GetString());
        }

        Assert.Equal(0, await PostgresServer.ReadAsync<int>(url, "select attempts::int from batch_score_chunks"));
        await PostgresServer.ExecuteAsync(url, $"delete from migration where scriptname = '{later}'");
        await app.StoreAsync(store => store.State == "ok", Stop);
        Assert.Equal("done", (await client.EndedAsync($"{id}", Stop)).GetProperty("status").GetString());
    }

    /// <summary>A service that stands at the first of six chunks, and takes no other.</summary>
    private static async Task<ReasonatorApp> HeldAsync(string url)
    {
        var app = BatchApp.On(url, BatchApp.Hurried with { ChunksAtOnce = 1 });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        return app;
    }
}
