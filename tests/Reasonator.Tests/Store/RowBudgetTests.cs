using Microsoft.Extensions.Logging;
using Npgsql;
using Reasonator.Models;
using Reasonator.Security;
using Reasonator.Store;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>The rows of a real database, and which of them give way.</summary>
public sealed class RowBudgetTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly int Budget = 20 + StoreApp.OwnRows;

    private static readonly TimeProvider Time = TimeProvider.System;

    private static readonly long Yesterday = Ago(TimeSpan.FromDays(1));

    private static readonly LoadedModel Model = new(ModelManifest.Read(Repository.Model), null!, new GateModel(), new string('a', 64));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_stay_and_two_writers_never_commit_more_than_the_budget()
    {
        var url = await GuardedAsync();
        await using var database = NpgsqlDataSource.Create(StoreApp.Connection(url));

        await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.InRange(await new EventTable(database, Budget, Time).WriteAsync(Events(writer * 1000 + i * 10, 7), Stop), 1, Budget);
            }
        })));

        Assert.Equal(Budget - StoreApp.OwnRows, await StoreApp.EventsAsync(url));
        Assert.Equal("1171 to 1196", await PostgresServer.ReadAsync<string>(url, "select min(request_id::int) || ' to ' || max(request_id::int) from score_event"));
    }

    [Fact]
    public async Task A_batch_of_more_than_the_budget_keeps_its_newest()
    {
        var url = await GuardedAsync();
        await using var database = NpgsqlDataSource.Create(StoreApp.Connection(url));

        Assert.Equal(Budget, await new EventTable(database, Budget, Time).WriteAsync(Events(0, 100), Stop));

        Assert.Equal("80 to 99", await PostgresServer.ReadAsync<string>(url, "select min(request_id::int) || ' to ' || max(request_id::int) from score_event"));
    }

    [Fact]
    public async Task What_was_written_and_not_answered_is_one_row_after_the_second_try()
    {
        var url = await server.MigratedAsync(Stop);
        await using var database = NpgsqlDataSource.Create(StoreApp.Connection(url));
        var events = Events(0, 5);

        await new EventTable(database, 100, Time).WriteAsync(events, Stop);
        Assert.Equal(StoreApp.OwnRows + 5, await new EventTable(database, 100, Time).WriteAsync(events, Stop));

        Assert.Equal(5, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Events_of_more_than_90_days_go()
    {
        var url = await server.MigratedAsync(Stop);
        await using var database = NpgsqlDataSource.Create(StoreApp.Connection(url));
        // An hour off: the server looks at its clock some time after this one.
        var aged = Events(0, 5).Select(e => e with { Scored = Ago(TimeSpan.FromDays(90) + TimeSpan.FromHours(e.Request.Id is "0" or "1" ? 1 : -1)) }).ToArray();

        Assert.Equal(StoreApp.OwnRows + 3, await new EventTable(database, 100, Time).WriteAsync(aged, Stop));

        Assert.Equal("2 to 4", await PostgresServer.ReadAsync<string>(url, "select min(request_id::int) || ' to ' || max(request_id::int) from score_event"));
    }

    [Theory]
    [InlineData(1, 79, 80, 100, 100)]
    [InlineData(1, 80, 79, 80, 75, 80)]
    [InlineData(2, 80, 74, 80)]
    [InlineData(2, 81, 100, 70, 79, 81, 78, 82)]
    [InlineData(0, 79, 74, 79)]
    public void The_log_is_told_again_of_four_fifths_only_after_less_than_three_quarters(int lines, params int[] rows)
    {
        var (health, log) = Health();

        foreach (var count in rows)
        {
            health.Wrote(1, count);
        }

        Assert.Equal(lines, log.Lines);
    }

    [Fact]
    public void Info_warns_from_four_fifths_of_the_budget_as_long_as_they_are_used()
    {
        var (health, _) = Health();

        health.Wrote(1, 79);
        Assert.Null(health.Status.Warning);
        health.Wrote(1, 80);
        Assert.Contains("80 %", health.Status.Warning);
        health.Wrote(1, 79);
        Assert.Null(health.Status.Warning);
    }

    private static (StoreHealth Health, TellTale Log) Health()
    {
        var log = new TellTale();
        var options = new StoreOptions { RowBudget = 100, Database = "Host=none" };
        return (new StoreHealth(new EventBuffer(options), options, log), log);
    }

    /// <summary>A database that refuses a commit with more rows than the budget.</summary>
    private async Task<string> GuardedAsync()
    {
        var url = await server.MigratedAsync(Stop);
        await PostgresServer.ExecuteAsync(url, $"""
            create function guard() returns trigger language plpgsql as $$ begin
              if (select count(*) from score_event) + (select count(*) from migration) > {Budget} then raise exception 'over the budget'; end if; return null; end $$;
            create constraint trigger guard after insert on score_event deferrable initially deferred for each row execute function guard();
            """);
        return url;
    }

    /// <summary>Events a second apart, each with its number as its request.</summary>
    private static ScoreEvent[] Events(int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(i => new ScoreEvent(
            Yesterday + (i * Time.TimestampFrequency), new ScoredRequest($"{i}", Caller.Service, false, Model), TextDigest.Of($"{i}"), 3, "neutral", 0, 0, 1, 0)),
    ];

    private static long Ago(TimeSpan time) => Time.GetTimestamp() - (long)(time.TotalSeconds * Time.TimestampFrequency);

    private sealed class TellTale : ILogger<StoreHealth>
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines++;
    }
}
