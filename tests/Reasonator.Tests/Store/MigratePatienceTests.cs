using Npgsql;
using Reasonator.Ops;
using Reasonator.Store;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Store;

/// <summary><c>migrate</c> waits for a database that is unreachable for a moment, and for nothing else.</summary>
public sealed class MigratePatienceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly double[] AllWaits = [2, 4, 8, 16, 30];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_starts_late_is_waited_for()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.CreateDatabaseAsync();
        await own.StopAsync();
        await using var process = ServiceProcess.Start(["migrate"], new Dictionary<string, string> { ["DATABASE_URL"] = url });
        await process.SaysAsync("the next try is in", Stop);
        await own.StartAsync();

        Assert.Equal(0, await process.ExitAsync(Stop));
        Assert.Equal($"schema {Schema.Version}: {Schema.Version} migrations run", Assert.Single(process.Output));
        Assert.Equal("The database does not answer (unreachable): the next try is in 2 s", process.Errors.First());
    }

    [Fact]
    public async Task So_is_one_that_has_no_connection_left()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.CreateDatabaseAsync();
        var others = new Stack<NpgsqlConnection>();
        var full = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            while (true)
            {
                others.Push(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(StoreApp.Connection(url)) { Pooling = false }.ConnectionString));
                await others.Peek().OpenAsync(Stop);
            }
        });
        Assert.Equal("53300", full.SqlState);

        var time = new SkippedWaits(() => CloseAsync(others));
        var (code, output, errors) = await MigrateAsync(url, time);

        Assert.Equal((0, $"schema {Schema.Version}: {Schema.Version} migrations run"), (code, output));
        Assert.Contains("53300", errors);
        Assert.Equal([2], time.Waits);
        await time.Meanwhile;
    }

    [Fact]
    public async Task A_database_that_stays_away_fails_the_release_after_a_minute_of_waits_and_its_address_is_not_told()
    {
        using var nobody = new ReservedPort();
        var time = new SkippedWaits();

        var (code, output, errors) = await MigrateAsync($"postgres://u:canary@127.0.0.1:{nobody}/d", time);

        Assert.Equal((1, ""), (code, output));
        Assert.EndsWith("The database was not migrated: unreachable. What was not run whole was not run at all.", errors);
        Assert.DoesNotContain("canary", errors);
        Assert.DoesNotContain("127.0.0.1", errors);
        Assert.Equal(AllWaits, time.Waits);
    }

    [Theory]
    [InlineData("{user}:wrong@{host}/postgres", "28P01")]
    [InlineData("{user}:{password}@{host}/unknown", "3D000")]
    public async Task What_the_server_refuses_fails_at_once(string form, string fault)
    {
        var given = new Uri(await server.CreateDatabaseAsync());
        var user = given.UserInfo.Split(':');
        var url = form.Replace("{user}", user[0], StringComparison.Ordinal).Replace("{password}", user[1], StringComparison.Ordinal).Replace("{host}", given.Authority, StringComparison.Ordinal);

        await FailsAtOnceAsync($"postgres://{url}{given.Query}", fault);
    }

    [Fact]
    public async Task So_does_an_SQL_error()
    {
        var url = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(url, "create table score_event (mine int)");

        await FailsAtOnceAsync(url, "42P07");
    }

    [Theory]
    [InlineData("57P03", true)]
    [InlineData("53300", true)]
    [InlineData("28P01", false)]
    [InlineData("53100", false)]
    public void A_server_that_starts_or_is_full_is_unreachable(string state, bool isUnreachable) =>
        Assert.Equal(isUnreachable, StoreFault.IsUnreachable(new PostgresException("no", "FATAL", "FATAL", state)));

    /// <summary>Closes connections. Returns when the server knows of none but the one that asks.</summary>
    private static async Task CloseAsync(Stack<NpgsqlConnection> connections)
    {
        while (connections.Count > 1)
        {
            await connections.Pop().DisposeAsync();
        }

        await using var last = connections.Pop();
        await using var count = new NpgsqlCommand("select count(*) from pg_stat_activity where backend_type = 'client backend'", last);
        await Eventually.SeesAsync(
            "the server knows of no other client", async () => (long)(await count.ExecuteScalarAsync(Stop))!, clients => clients == 1, Stop);
    }

    private static async Task FailsAtOnceAsync(string url, string fault)
    {
        var time = new SkippedWaits();

        Assert.Equal((1, "", $"The database was not migrated: {fault}. What was not run whole was not run at all."), await MigrateAsync(url, time));
        Assert.Empty(time.Waits);
    }

    private static async Task<(int Code, string Output, string Errors)> MigrateAsync(string url, TimeProvider time)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await Eventually.EndsAsync("migrate ends", MigrateVerb.RunAsync(url, time, output, errors, Stop), Stop);
        return (code, output.ToString().TrimEnd(), errors.ToString().TrimEnd());
    }
}
