using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reasonator.Store;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>A database that is down, full, busy or of another version: scoring goes on, and nothing that fits is lost.</summary>
public sealed class StoreFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_dies_and_comes_back_misses_no_event()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        var texts = 0;
        async Task ScoreAsync(int requests)
        {
            for (var i = 0; i < requests; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync([$"Text {texts++}."], stop: Stop)).StatusCode);
            }
        }

        await ScoreAsync(3);
        await own.StopAsync();
        await ScoreAsync(20);
        var down = await app.StoreAsync(store => store.State == "failing", Stop);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
        Assert.True(down.EventsPending >= 20 && down.Warning is not null && down.LastFault is not null);
        await own.StartAsync();
        await ScoreAsync(5);
        await app.StoreAsync(store => store is { State: "ok", EventsPending: 0 } && store.EventsWritten >= 25, Stop);

        Assert.Equal(28, await StoreApp.EventsAsync(url));
        Assert.Equal(0, app.Get<StoreHealth>().Status.EventsLost);
    }

    [Fact]
    public async Task A_database_that_refuses_connections_at_boot_hinders_nothing_and_what_does_not_fit_is_counted()
    {
        using var nobody = new ReservedPort();
        await using var app = new ReasonatorApp
        {
            Store = StoreApp.Hurried($"postgres://u:p@127.0.0.1:{nobody}/d") with
            {
                BufferBytes = 4 * EventBuffer.BytesAnEvent,
                LastWrite = TimeSpan.FromMilliseconds(10),
            },
        };
        var client = await app.ReadyAsync(Stop);

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync([$"Text {i}."], stop: Stop)).StatusCode);
        }

        var store = await app.StoreAsync(store => store.State == "failing", Stop);
        Assert.Equal(("unreachable", 0L, 2L, 4), (store.LastFault, store.EventsWritten, store.EventsLost, store.EventsPending));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("53100")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("57014")]
    public async Task What_may_pass_is_tried_again_until_it_is_written_once(string state)
    {
        var url = await server.MigratedAsync(Stop);
        await RefuseAsync(url, state);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One.", "Two."], stop: Stop);
        var failing = await app.StoreAsync(store => store.LastFault is not null, Stop);
        await PostgresServer.ExecuteAsync(url, "drop trigger refuse on score_event");
        await app.StoreAsync(store => store is { State: "ok", EventsWritten: 2, EventsPending: 0 }, Stop);

        Assert.Equal(state, failing.LastFault);
        Assert.Equal(2, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Rows_that_the_server_refuses_do_not_hold_up_those_behind_them()
    {
        var url = await server.MigratedAsync(Stop);
        await RefuseAsync(url, "23514");
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One."], stop: Stop);
        await app.StoreAsync(store => store is { EventsLost: 1, LastFault: "23514" }, Stop);
        await PostgresServer.ExecuteAsync(url, "drop trigger refuse on score_event");
        await client.ScoreAsync(["Two."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 1, Stop);

        Assert.Equal(1, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Tables_of_an_older_version_take_no_event_until_they_are_migrated()
    {
        var url = await server.CreateDatabaseAsync();
        var log = new TraceLog();
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url), Replacing = services => services.AddSingleton<ILoggerProvider>(log) };
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One."], stop: Stop);
        var behind = await app.StoreAsync(store => store.State == "schema_behind", Stop);
        Assert.Contains("reasonator migrate", behind.Warning);
        // The line is written after the state is shown.
        await Eventually.TrueAsync("the log has an error", () => !log.Errors.IsEmpty, Stop);
        Assert.Contains("reasonator migrate", Assert.Single(log.Errors).Message);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);

        await Schema.MigrateAsync(StoreApp.Connection(url), Stop);
        await app.StoreAsync(store => store is { State: "ok", EventsWritten: 1 }, Stop);
        Assert.Equal(1, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Tables_of_a_newer_version_take_no_event()
    {
        var url = await server.MigratedAsync(Stop);
        await PostgresServer.ExecuteAsync(url, "insert into migration (scriptname, applied) values ('Reasonator.Store.Migrations.0099-later.sql', now())");
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) with { LastWrite = TimeSpan.FromMilliseconds(10) } };
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One."], stop: Stop);
        var ahead = await app.StoreAsync(store => store is { State: "schema_ahead", EventsPending: 1 }, Stop);

        Assert.Contains("newer", ahead.Warning);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
        Assert.Equal(0, await StoreApp.EventsAsync(url));
    }

    private static Task RefuseAsync(string url, string state) => PostgresServer.ExecuteAsync(url, $"""
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '{state}'; end $$;
        create trigger refuse before insert on score_event for each row execute function refuse();
        """);
}
