using System.Net;
using System.Text.Json;
using Npgsql;
using Reasonator.Pipeline;
using Reasonator.Store;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>A database that dies, refuses or has no connection left; a clock that is wrong: the batch comes to its end, each text once.</summary>
public sealed class BatchFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_dies_and_comes_back_in_mid_batch_loses_nothing_and_repeats_nothing()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        app.Model.Release(12);
        await client.BatchAsync(id, batch => batch.GetProperty("done").GetInt32() > 0, Stop);
        // The second chunk's last seven and the whole third: no claim is under way when the server dies.
        await app.QueuedAsync(Lane.Batch, 17, Stop);
        using var stream = await client.GetAsync($"/v1/batches/{id}/results", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Stop));
        await Eventually.EndsAsync("the first result comes", lines.ReadLineAsync(Stop).AsTask(), Stop);

        await own.StopAsync();
        // Broken off, not ended: nobody may take the half for the whole.
        await Assert.ThrowsAnyAsync<IOException>(() => Eventually.EndsAsync("the stream breaks off", lines.ReadToEndAsync(Stop), Stop));
        using var down = await client.GetAsync($"/v1/batches/{id}", Stop);
        app.Model.Open();
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["One."], stop: Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
        await own.StartAsync();
        var ended = await EndedAsync(client, id);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        await AssertWholeAsync(client, id, ended);
        // Sixty texts and the one between: what had been scored while the database was away was not scored again.
        Assert.Equal(61, app.Model.Ran.Count);
    }

    [Fact]
    public async Task A_server_that_refuses_at_boot_and_comes_later_gets_its_batches_without_a_restart()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.MigratedAsync(Stop);
        await own.StopAsync();
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        using var early = await client.SubmitAsync(BatchApp.Texts, "monday", stop: Stop);

        await own.StartAsync();
        await app.StoreAsync(store => store.State == "ok", Stop);
        using var later = await client.SubmitAsync(BatchApp.Texts, "monday", stop: Stop);
        var id = (await later.JsonAsync()).GetProperty("id").GetString()!;

        await early.ProblemAsync(503, "database-unavailable");
        await AssertWholeAsync(client, id, await client.EndedAsync(id, Stop));
    }

    [Theory]
    [InlineData("53100")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("57014")]
    public async Task Results_that_the_server_refuses_for_now_are_stored_later(string state)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await BatchApp.RefuseAsync(url, "update of results", "batch_score_chunks", state, times: 5);

        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await AssertWholeAsync(client, id, await client.EndedAsync(id, Stop));

        Assert.Equal(60, app.Model.Ran.Count);
    }

    [Fact]
    public async Task Who_is_refused_a_chunk_for_now_asks_again()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await BatchApp.RefuseAsync(url, "update of lease", "batch_score_chunks", "57014", times: 3);

        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);

        await AssertWholeAsync(client, id, await client.EndedAsync(id, Stop));
    }

    [Theory]
    [InlineData("40001", 2, HttpStatusCode.Accepted)]
    [InlineData("40P01", 2, HttpStatusCode.Accepted)]
    [InlineData("40001", 100, HttpStatusCode.ServiceUnavailable)]
    [InlineData("53100", 100, HttpStatusCode.ServiceUnavailable)]
    public async Task A_submission_is_stored_whole_or_not_at_all(string state, int times, HttpStatusCode status)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await BatchApp.RefuseAsync(url, "insert", "batch_score_chunks", state, times);

        using var answer = await client.SubmitAsync(BatchApp.Texts, stop: Stop);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? 7 : 0, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task When_no_connection_is_left_callers_hear_it_and_the_batch_goes_on_afterwards()
    {
        var url = await server.MigratedAsync(Stop);
        var store = StoreApp.Hurried(url);
        // Seconds, which both callers wait: the limit is also that of a new connection, which a loaded machine makes slowly.
        var database = new NpgsqlConnectionStringBuilder(store.Database) { Timeout = 5 }.ConnectionString;
        await using var app = BatchApp.On(url, store: store with { Database = database });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        var held = new List<NpgsqlConnection>();
        for (var i = 0; i < DatabaseUrl.Connections; i++)
        {
            held.Add(await app.Get<Database>().Source.OpenConnectionAsync(Stop));
        }

        app.Model.Open();
        var (submitting, asking) = (client.SubmitAsync(["Two."], stop: Stop), client.GetAsync($"/v1/batches/{id}", Stop));
        using var refused = await submitting;
        using var answer = await asking;
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["One."], stop: Stop)).StatusCode);
        foreach (var connection in held)
        {
            await connection.DisposeAsync();
        }

        await refused.ProblemAsync(503, "database-unavailable");
        await answer.ProblemAsync(503, "database-unavailable");
        await AssertWholeAsync(client, id, await EndedAsync(client, id));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_process_whose_clock_is_wrong_by_a_year_neither_loses_work_nor_deletes_what_others_wrote(int days)
    {
        var url = await server.MigratedAsync(Stop);
        await using var right = BatchApp.On(url);
        var other = await right.ReadyAsync(Stop);
        await other.ScoreAsync(["One.", "Two."], stop: Stop);
        await right.StoreAsync(store => store.EventsWritten == 2, Stop);
        var earlier = await other.SubmittedAsync(BatchApp.Texts, Stop);
        await other.EndedAsync(earlier, Stop);
        await right.DisposeAsync();
        await using var wrong = BatchApp.On(url, time: new WrongClock(TimeSpan.FromDays(days)));
        var client = await wrong.ReadyAsync(Stop);

        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        var ended = await client.EndedAsync(id, Stop);

        await AssertWholeAsync(client, id, ended);
        Assert.InRange(ended.GetProperty("created_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.Equal(60, (await client.ResultsAsync(earlier, stop: Stop)).Count);
        Assert.Equal(2, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Texts_that_kill_one_process_after_the_other_are_given_up_and_not_run_again()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url, BatchApp.Hurried with { MostAttempts = 3 });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        await client.SubmittedAsync(["First in the line."], Stop);
        await app.Model.Entered(Stop);
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await PostgresServer.ExecuteAsync(url, $"update batch_score_chunks set attempts = number + 1 where job_id = '{id}' and number in (1, 2) and lease is null");
        app.Model.Open();
        var ended = await client.EndedAsync(id, Stop);
        var results = await client.ResultsAsync(id, stop: Stop);

        Assert.Equal(("done", 50, 10), (ended.GetProperty("status").GetString(), ended.GetProperty("done").GetInt32(), ended.GetProperty("failed").GetInt32()));
        var given = results.Where(result => result.TryGetProperty("error", out _)).ToList();
        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"{i}"), given.Ids());
        Assert.Contains("ended 3 times", given[0].GetProperty("error").GetProperty("detail").GetString());
    }

    /// <summary>Waits for the batch as its caller does, who is told now and then that the database does not answer.</summary>
    private static Task<JsonElement> EndedAsync(HttpClient client, string id) => Eventually.SeesAsync(
        "the batch is done",
        async () =>
        {
            using var answer = await client.GetAsync($"/v1/batches/{id}", Stop);
            return await answer.JsonAsync();
        },
        // A problem's status is a number.
        body => body.GetProperty("status") is { ValueKind: JsonValueKind.String } status && status.GetString() is "done",
        Stop);

    private static async Task AssertWholeAsync(HttpClient client, string id, JsonElement ended)
    {
        Assert.Equal(("done", 60, 0), (ended.GetProperty("status").GetString(), ended.GetProperty("done").GetInt32(), ended.GetProperty("failed").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), (await client.ResultsAsync(id, stop: Stop)).Ids());
    }
}
