using System.Net;
using Reasonator.Store;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>What gives way to a batch when the rows come to an end, and what never does.</summary>
public sealed class BatchRoomTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // Batches may take three quarters of it.
    private const int Budget = 100;
    private const int Rows = 7;
    private const int Fit = 75 / Rows;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_does_not_fit_is_refused_whole_before_it_is_taken_and_later_it_fits()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        for (var i = 0; i < Fit; i++)
        {
            await client.SubmittedAsync(BatchApp.Texts, Stop);
        }

        Assert.Equal(Fit * Rows, await BatchApp.RowsAsync(url));
        Assert.Equal(Fit * Rows + StoreApp.OwnRows, app.Get<StoreHealth>().Status.Rows);
        using var refused = await client.SubmitAsync(BatchApp.Texts, "again", stop: Stop);
        Assert.Equal(Fit * Rows, await BatchApp.RowsAsync(url));
        app.Model.Open();
        await EndAllAsync(url, "25 hours");
        using var taken = await client.SubmitAsync(BatchApp.Texts, "again", stop: Stop);

        await DeclaredAnswer.AssertAsync(refused, 503);
        Assert.Contains("ROW_BUDGET", (await refused.ProblemAsync(503, "store-full")).GetProperty("detail").GetString());
        await DeclaredAnswer.AssertAsync(taken, 202);
        Assert.Equal(Fit * Rows, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task Results_of_the_last_day_do_not_give_way()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        for (var i = 0; i < Fit; i++)
        {
            await client.EndedAsync(await client.SubmittedAsync(BatchApp.Texts, Stop), Stop);
        }

        await PostgresServer.ExecuteAsync(url, "update batch_score_jobs set finished_at = now() - interval '23 hours'");
        using var answer = await client.SubmitAsync(BatchApp.Texts, stop: Stop);

        await answer.ProblemAsync(503, "store-full");
        Assert.Equal(Fit, await PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs"));
    }

    [Fact]
    public async Task Only_as_many_old_batches_go_as_are_needed_the_oldest_first()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        var ids = new List<string>();
        for (var i = 0; i < Fit; i++)
        {
            ids.Add(await client.SubmittedAsync(BatchApp.Texts, Stop));
            await client.EndedAsync(ids[^1], Stop);
        }

        await PostgresServer.ExecuteAsync(url, "update batch_score_jobs set finished_at = now() - interval '25 hours'");
        ids.Add(await client.SubmittedAsync(BatchApp.Texts, Stop));

        var left = (await PostgresServer.ReadAsync<string>(url, "select string_agg(id::text, ' ' order by id) from batch_score_jobs")).Split(' ');
        Assert.Equal(ids[1..], left);
    }

    [Fact]
    public async Task Events_give_way_to_a_batch_and_it_never_to_them()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        for (var i = 0; i < 4; i++)
        {
            await client.ScoreAsync([.. Enumerable.Range(0, 32).Select(n => $"Text {i} {n}.")], stop: Stop);
        }

        await app.StoreAsync(store => store.EventsWritten == 128, Stop);
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await client.EndedAsync(id, Stop);
        await client.ScoreAsync([.. Enumerable.Range(0, 32).Select(n => $"More {n}.")], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 160, Stop);

        Assert.Equal(60, (await client.ResultsAsync(id, stop: Stop)).Count);
        Assert.Equal(Budget, await StoreApp.EventsAsync(url) + await BatchApp.RowsAsync(url) + StoreApp.OwnRows);
    }

    [Fact]
    public async Task After_a_week_a_batch_is_gone_with_its_texts_though_nothing_is_written()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url, store: StoreApp.Hurried(url) with { RetentionPeriod = TimeSpan.FromMilliseconds(20) });
        var client = await app.ReadyAsync(Stop);
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        var kept = await client.SubmittedAsync(BatchApp.Texts, Stop);
        var ended = await client.EndedAsync(id, Stop);
        await client.EndedAsync(kept, Stop);

        await PostgresServer.ExecuteAsync(url, $"update batch_score_jobs set finished_at = now() - interval '167 hours'; update batch_score_jobs set finished_at = now() - interval '169 hours' where id = '{id}'");
        await Eventually.SeesAsync(
            "the batch is gone",
            async () =>
            {
                using var answer = await client.GetAsync($"/v1/batches/{id}", Stop);
                return answer.StatusCode;
            },
            status => status == HttpStatusCode.NotFound,
            Stop);

        Assert.Equal(ended.GetProperty("finished_at").GetDateTime().AddDays(7), ended.GetProperty("expires_at").GetDateTime());
        Assert.Equal(Rows, await BatchApp.RowsAsync(url));
        Assert.Equal(60, (await client.ResultsAsync(kept, stop: Stop)).Count);
    }

    private static ReasonatorApp App(string url) => BatchApp.On(url, store: StoreApp.Hurried(url) with { RowBudget = Budget });

    /// <summary>Waits for the end of all batches and makes it longer ago.</summary>
    private static async Task EndAllAsync(string url, string ago)
    {
        await Eventually.SeesAsync(
            "no batch is unfinished",
            () => PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs where finished_at is null"),
            unfinished => unfinished == 0,
            Stop);
        await PostgresServer.ExecuteAsync(url, $"update batch_score_jobs set finished_at = now() - interval '{ago}'");
    }
}
