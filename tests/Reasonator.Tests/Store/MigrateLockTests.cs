using Npgsql;
using Reasonator.Ops;
using Reasonator.Store;

namespace Reasonator.Tests.Store;

/// <summary><c>migrate</c> while somebody else has what it needs: it waits, says for what, and ends.</summary>
public sealed class MigrateLockTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly double[] AllWaits = [2, 4, 8, 16, 30];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_migration_that_ends_is_waited_for()
    {
        var url = await server.CreateDatabaseAsync();
        var other = await HeldAsync(url);
        var time = new SkippedWaits(() => other.DisposeAsync().AsTask());

        var (code, output, errors) = await MigrateAsync(url, time);

        Assert.Equal((0, $"schema {Schema.Version}: {Schema.Version} migrations run"), (code, output));
        Assert.Equal("Another migration, or a transaction on the tables, is under way (55P03): the next try is in 2 s", errors);
        Assert.Equal([2], time.Waits);
        await time.Meanwhile;
    }

    // Each of the six tries waits for nine tenths of the command timeout, by the server's clock.
    [Fact]
    public async Task One_that_does_not_end_fails_the_release_with_a_sentence()
    {
        var url = await server.CreateDatabaseAsync();
        await using var other = await HeldAsync(url);
        var time = new SkippedWaits();

        var (code, output, errors) = await MigrateAsync(url, time);

        Assert.Equal((1, ""), (code, output));
        Assert.EndsWith(
            "The database was not migrated: 55P03. Another migration, or a transaction on the tables, did not end: end it "
            + "(pg_stat_activity names it), then migrate again. What was not run whole was not run at all.",
            errors);
        Assert.Equal(AllWaits, time.Waits);
    }

    /// <summary>Holds the lock of a migration until it is disposed of.</summary>
    private static async Task<NpgsqlConnection> HeldAsync(string url)
    {
        var connection = new NpgsqlConnection(StoreApp.Connection(url) + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var hold = new NpgsqlCommand($"select pg_advisory_lock({Schema.MigrationLock})", connection);
        await hold.ExecuteNonQueryAsync(Stop);
        return connection;
    }

    private static async Task<(int Code, string Output, string Errors)> MigrateAsync(string url, TimeProvider time)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await Eventually.EndsAsync("migrate ends", MigrateVerb.RunAsync(url, time, output, errors, Stop), Stop);
        return (code, output.ToString().TrimEnd(), errors.ToString().TrimEnd());
    }
}
