using Npgsql;
using Reasonator.Store;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>A database behind a real pooler, whose sessions are everybody's in turn.</summary>
public sealed class PoolerTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Locks =
        "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";

    private static readonly string Whole = $"schema {Schema.Version}: {Schema.Version} migrations run";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_migration_leaves_no_lock_on_a_session_and_the_next_one_ends_on_another()
    {
        var url = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(url, Stop);

        Assert.Equal((0, Whole), await MigrateAsync(pooler.Url));
        Assert.Equal(0, await PostgresServer.ReadAsync<long>(url, Locks));

        // Has the session that the migration had; the next one gets another.
        await using var other = new NpgsqlConnection(StoreApp.Connection(pooler.Url));
        await other.OpenAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using var any = new NpgsqlCommand("select 1", other);
        await any.ExecuteScalarAsync(Stop);
        Assert.Equal((0, $"schema {Schema.Version}: nothing to do"), await MigrateAsync(pooler.Url));
    }

    [Fact]
    public async Task Several_migrations_at_once_do_it_once()
    {
        await using var pooler = await PgBouncer.StartAsync(await server.CreateDatabaseAsync(), Stop);

        var ran = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Schema.MigrateAsync(StoreApp.Connection(pooler.Url), Stop))));

        Assert.Equal([0, 0, Schema.Version], ran.Order());
    }

    [Fact]
    public async Task Scores_and_batches_are_stored_and_no_limit_stays_on_a_session()
    {
        var url = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(url, Stop);
        await Schema.MigrateAsync(StoreApp.Connection(pooler.Url), Stop);
        await using (var app = BatchApp.On(pooler.Url))
        {
            var client = await app.ReadyAsync(Stop);
            await client.ScoreAsync(["One."], stop: Stop);
            var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
            await client.EndedAsync(id, Stop);
            await app.StoreAsync(store => store.EventsWritten == 1, Stop);
            Assert.Equal(60, (await client.ResultsAsync(id, stop: Stop)).Count);
        }

        Assert.Equal(0, await PostgresServer.ReadAsync<long>(url, Locks));
        Assert.Equal("0 0", await PostgresServer.ReadAsync<string>(pooler.Url, "select current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('lock_timeout')"));
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_as_such()
    {
        await using var pooler = await PgBouncer.StartAsync(await server.CreateDatabaseAsync(), Stop);

        var (code, says) = await MigrateAsync(pooler.Url.Replace("?sslmode=disable", "", StringComparison.Ordinal));

        Assert.Equal(1, code);
        Assert.StartsWith("The database was not migrated: tls-refused. The server speaks no TLS, or its certificate is refused", says);
    }

    private static async Task<(int Code, string Says)> MigrateAsync(string url)
    {
        await using var process = ServiceProcess.Start(["migrate"], new Dictionary<string, string> { ["DATABASE_URL"] = url });
        var code = await process.ExitAsync(Stop);
        return (code, string.Join('\n', process.Output.Concat(process.Errors)));
    }
}
