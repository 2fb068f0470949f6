using Reasonator.Store;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;
using Reasonator.Tests.Tracing;

namespace Reasonator.Tests.Store;

/// <summary>Processes whose calendars differ, on one database: its clock alone orders what they write.</summary>
public sealed class ServerClockTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0, -1)]
    [InlineData(-1, 0, 1)]
    [InlineData(24 * 400, 24 * -400, 0)]
    public async Task What_is_stale_is_scored_again_once_whatever_the_clocks_say(int first, int second, int third)
    {
        var url = await server.MigratedAsync(Stop);
        await using (var one = App(url, first, 'a'))
        {
            var client = await one.ReadyAsync(Stop);
            await client.EndedAsync(await client.SubmittedAsync(["One.", "Two."], Stop), Stop);
        }

        foreach (var (hours, sha) in ((int, char)[])[(second, 'b'), (third, 'c')])
        {
            await using var next = App(url, hours, sha);
            var client = await next.ReadyAsync(Stop);
            var rescored = await client.RescoredAsync(Stop);
            await client.EndedAsync(rescored.Id, Stop);

            Assert.Equal((2, 0), (rescored.Total, (await client.RescoredAsync(Stop)).Total));
        }
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task The_oldest_events_give_way_whoever_wrote_them(int days)
    {
        var url = await server.MigratedAsync(Stop);
        var store = StoreApp.Hurried(url) with { RowBudget = StoreApp.OwnRows + 6 };
        await WriteAsync(url, store, days, "first");
        await WriteAsync(url, store, 0, "second");
        Assert.Equal("second 5, first 1", await PostgresServer.ReadAsync<string>(
            url, "select string_agg(request_id || ' ' || n, ', ' order by n desc) from (select request_id, count(*) n from score_event group by 1) counted"));
        await WriteAsync(url, store, days, "third");

        await using var app = BatchApp.On(url);
        var scores = await (await app.ReadyAsync(Stop)).ScoresAsync("", Stop);

        Assert.Equal(["third", "third", "third", "third", "third", "second"], scores.Select(score => score.Word("request_id")));
        Assert.All(scores, score => Assert.InRange(
            score.GetProperty("scored_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public async Task The_batch_that_came_first_goes_first_whatever_the_clocks_say()
    {
        var url = await server.MigratedAsync(Stop);
        foreach (var hours in (int[])[24 * 400, 0, 24 * -400])
        {
            await using var app = App(url, hours, 'a');
            var client = await app.ReadyAsync(Stop);
            await client.EndedAsync(await client.SubmittedAsync(["One."], Stop), Stop);
        }

        Assert.True(await PostgresServer.ReadAsync<bool>(url, "select array_agg(id order by id) = array_agg(id order by created_at) and count(*) = 3 from batch_score_jobs"));
    }

    [Fact]
    public async Task Today_is_the_servers()
    {
        await using var app = App(await server.MigratedAsync(Stop), 24 * 400, 'a');
        var client = await app.ReadyAsync(Stop);
        var before = TimeProvider.System.GetUtcNow();

        using var answer = await client.GetAsync("/v1/drift", Stop);
        var day = (await answer.JsonAsync()).GetProperty("day").Word("day");

        Assert.InRange(day, $"{before:yyyy-MM-dd}", $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
    }

    private static ReasonatorApp App(string url, int hours, char sha) => new()
    {
        Store = StoreApp.Hurried(url),
        Batches = BatchApp.Hurried,
        Pipeline = BatchApp.Patient,
        Time = new WrongClock(TimeSpan.FromHours(hours)),
        Sha = new string(sha, 64),
    };

    /// <summary>Leaves five events of a process whose calendar is wrong by some days.</summary>
    private static async Task WriteAsync(string url, StoreOptions store, int days, string request)
    {
        await using var app = BatchApp.On(url, store: store, time: new WrongClock(TimeSpan.FromDays(days)));
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", request);
        for (var i = 0; i < 5; i++)
        {
            await client.ScoreAsync([$"Text {i}."], stop: Stop);
        }

        await app.StoreAsync(written => written.EventsWritten == 5, Stop);
    }
}
