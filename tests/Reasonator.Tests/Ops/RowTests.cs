using Reasonator.Runbook;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Ops;

/// <summary>The rows of a real database, against the project's own limit of 10,000.</summary>
public sealed class RowTests(PostgresServer server) : OpsTests, IClassFixture<PostgresServer>
{
    private string _url = "";

    private string Password => new Uri(_url).UserInfo.Split(':')[^1];

    [Theory]
    [InlineData(0, "found   about 0 rows of 10000")]
    [InlineData(7999, "found   about 7999 rows of 10000")]
    [InlineData(8000, "warning about 8000 rows of 10000: run ops upgrade-check --env staging")]
    public async Task Verify_warns_at_four_fifths_of_the_limit(int rows, string says)
    {
        await ReadyAsync(rows);

        (await VerifyAsync()).IsDone(says).Hides(Password);
    }

    [Theory]
    [InlineData(10_000, 0, "rows: about 10000, limit 10000: not fired")]
    [InlineData(10_001, 3, "rows: about 10001, limit 10000: FIRED")]
    public async Task More_rows_than_the_limit_are_a_trigger(int rows, int code, string says)
    {
        await ReadyAsync(rows);
        var answer = await World.RunAsync("upgrade-check");

        answer.Ends(code, says, code == 0 ? "no upgrade is due" : "recommended: heroku-postgresql:essential-1").Hides(Password);
    }

    [Fact]
    public async Task An_upgrade_for_the_rows_changes_the_plan_and_not_the_dyno_and_only_once()
    {
        await ReadyAsync(10_001);

        (await World.RunAsync("upgrade")).IsDone("add-on heroku-postgresql:essential-1, 9 USD a month, before heroku-postgresql:essential-0", "1 changes");
        (await World.RunAsync("upgrade")).IsDone("found   add-on heroku-postgresql:essential-1", "nothing was changed");
        Assert.Equal("Eco", World.Platform.Apps[OpsWorld.App].Formation["web"].Size);
    }

    [Theory]
    [InlineData("postgres://rack:kanarienvogel@{host}/rack?sslmode=disable")]
    [InlineData("postgres://rack:kanarienvogel@{host}/rack")]
    [InlineData("postgres://rack:kanarienvogel@127.0.0.1:{nobody}/rack?sslmode=disable")]
    [InlineData("postgres://rack:kanarienvogel@database.invalid:5432/rack?sslmode=disable")]
    [InlineData("kanarienvogel")]
    public async Task A_database_that_does_not_answer_is_told_and_its_password_is_not(string url)
    {
        using var nobody = new ReservedPort();
        await ReadyAsync(0);
        World.Platform.Apps[OpsWorld.App].ConfigVars["DATABASE_URL"] = url
            .Replace("{host}", new Uri(_url).Authority, StringComparison.Ordinal).Replace("{nobody}", $"{nobody}", StringComparison.Ordinal);

        (await VerifyAsync()).IsDone("warning the rows were not counted: the database did not answer").Hides("kanarienvogel");
        (await World.RunAsync("upgrade-check")).IsDone("rows: unknown, the database did not answer").Hides("kanarienvogel");
    }

    private async Task ReadyAsync(int rows)
    {
        _url = await server.CreateDatabaseAsync(isPlain: true);
        // Known to the statistics when this returns.
        await PostgresServer.ExecuteAsync(_url, $"create table rack_rows as select generate_series(1, {rows}) as id; select pg_stat_force_next_flush()");
        World.WithSecrets();
        (await World.WithCodeAsync()).ConfigVars["DATABASE_URL"] = _url;
    }

    private Task<OpsAnswer> VerifyAsync() => World.RunHereAsync((session, stop) => new Verification(session).RunAsync(stop));
}
