using Reasonator.Store;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary><c>migrate</c> on a real database.</summary>
public sealed class MigrateTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Migrations = "select count(*) from migration";
    private const string Tables = "select count(*) from information_schema.tables where table_name = 'score_event'";

    private static readonly string Whole = $"schema {Schema.Version}: {Schema.Version} migrations run";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_migration_finds_nothing_to_do()
    {
        var url = await server.CreateDatabaseAsync();

        Assert.Equal((0, Whole), await MigrateAsync(url));
        Assert.Equal((0, $"schema {Schema.Version}: nothing to do"), await MigrateAsync(url));
        Assert.Equal(Schema.Version, await PostgresServer.ReadAsync<long>(url, Migrations));
    }

    [Fact]
    public async Task Several_at_once_do_it_once()
    {
        var url = await server.CreateDatabaseAsync();
        var database = StoreApp.Connection(url);

        var ran = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Schema.MigrateAsync(database, Stop))));

        Assert.Equal([0, 0, 0, Schema.Version], ran.Order());
        Assert.Equal(Schema.Version, await PostgresServer.ReadAsync<long>(url, Migrations));
    }

    [Fact]
    public async Task A_migration_that_fails_at_its_end_leaves_nothing_and_the_next_try_runs_it_whole()
    {
        var url = await server.CreateDatabaseAsync();
        await MigrateAsync(url);
        // The tables are made and then the note of it is refused: the very last statement of the migration.
        await PostgresServer.ExecuteAsync(url, """
            drop table score_event, batch_score_chunks, batch_score_jobs, row_count;
            drop function count_rows;
            delete from migration;
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'canary' using errcode = '53100'; end $$;
            create trigger refuse before insert on migration for each row execute function refuse();
            """);

        Assert.Equal((1, "The database was not migrated: 53100. What was not run whole was not run at all."), await MigrateAsync(url));
        Assert.Equal(0L, await PostgresServer.ReadAsync<long>(url, Tables));

        await PostgresServer.ExecuteAsync(url, "drop trigger refuse on migration");
        Assert.Equal((0, Whole), await MigrateAsync(url));
        Assert.Equal(1L, await PostgresServer.ReadAsync<long>(url, Tables));
    }

    [Fact]
    public async Task Older_code_leaves_newer_tables_alone_so_that_a_rollback_can_be_released()
    {
        var url = await server.CreateDatabaseAsync();
        await MigrateAsync(url);
        await PostgresServer.ExecuteAsync(url, "insert into migration (scriptname, applied) values ('Reasonator.Store.Migrations.0099-later.sql', now())");

        var (code, says) = await MigrateAsync(url);

        Assert.Equal(0, code);
        Assert.Contains("schema 99", says);
        Assert.Equal(Schema.Version + 1, await PostgresServer.ReadAsync<long>(url, Migrations));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_database_there_is_nothing_to_migrate(string? url) =>
        Assert.Equal((0, "DATABASE_URL is not set: nothing to migrate"), await MigrateAsync(url));

    [Fact]
    public void The_platform_migrates_before_every_release()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "Procfile"));

        Assert.Contains("release: cd src/Reasonator/bin/publish && exec ./Reasonator migrate", lines);
    }

    private static async Task<(int Code, string Says)> MigrateAsync(string? url)
    {
        await using var process = ServiceProcess.Start(["migrate"], url is null ? null : new Dictionary<string, string> { ["DATABASE_URL"] = url });
        var code = await process.ExitAsync(Stop);
        return (code, string.Join('\n', process.Output.Concat(process.Errors)));
    }
}
