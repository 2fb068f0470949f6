using System.Net;
using Microsoft.Extensions.Hosting;
using Reasonator.Batches;
using Reasonator.Pipeline;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>How a batch comes to the model: at once, in its turn, in pieces that fit, and only as long as it is wanted.</summary>
public sealed class BatchWorkTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submission_wakes_a_runner_that_would_look_in_an_hour()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { Poll = TimeSpan.FromHours(1) });
        var client = await app.ReadyAsync(Stop);
        await app.StoreAsync(store => store.State == "ok", Stop);

        await client.EndedAsync(await client.SubmittedAsync(["One."], Stop), Stop);
    }

    [Fact]
    public async Task The_first_that_came_goes_first_and_who_waits_is_told_what_is_left_of_it()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { ChunksAtOnce = 1 });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var first = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        using var dropped = await client.DeleteAsync($"/v1/batches/{await client.SubmittedAsync(["Dropped."], Stop)}", Stop);
        var last = await client.SubmittedAsync(["Two."], Stop);
        var (leads, waits) = (await RowAsync(app, first), await RowAsync(app, last));
        app.Model.Release(10);
        await client.BatchAsync(first, batch => batch.GetProperty("done").GetInt32() == 10, Stop);
        var (leadsOn, waitsOn) = (await RowAsync(app, first), await RowAsync(app, last));
        app.Model.Open();
        await client.EndedAsync(last, Stop);
        var ended = await RowAsync(app, last);

        Assert.Equal((0, 0), (leads.ItemsAhead, leads.TokensAhead));
        Assert.Equal((60, leads.Tokens), (waits.ItemsAhead, waits.TokensAhead));
        Assert.InRange(leadsOn.TokensDone, 1, leads.Tokens - 1);
        Assert.Equal((50, leads.Tokens - leadsOn.TokensDone), (waitsOn.ItemsAhead, waitsOn.TokensAhead));
        Assert.Equal((0, 0), (ended.ItemsAhead, ended.TokensAhead));
        Assert.Equal(app.Model.Ran.Min(tokens => tokens.Length), app.Model.Ran.Last().Length);
    }

    [Fact]
    public async Task A_chunk_has_no_more_runs_than_it_may_however_short_they_are()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url, new BatchOptions { ChunkRuns = 4 });
        var client = await app.ReadyAsync(Stop);

        await client.SubmittedAsync(BatchApp.Texts, Stop);

        Assert.Equal(1 + 15, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task A_document_of_more_sentences_than_the_queue_holds_is_too_large_and_one_less_is_not()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = Narrow(url, places: 3);
        var client = await app.ReadyAsync(Stop);

        using var refused = await client.SubmitAsync(["Profit rose. Sales fell. Costs rose. Shares fell."], mode: "document", stop: Stop);
        Assert.Equal(0, await BatchApp.RowsAsync(url));
        using var taken = await client.SubmitAsync(["Profit rose. Sales fell. Costs rose."], mode: "document", stop: Stop);
        await client.EndedAsync((await taken.JsonAsync()).GetProperty("id").GetString()!, Stop);

        await DeclaredAnswer.AssertAsync(refused, 413);
    }

    [Fact]
    public async Task A_chunk_for_which_the_queue_has_no_room_waits_until_it_has()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = Narrow(url, places: 12);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await BatchApp.LeasedAsync(url, 2, Stop);
        app.Model.Open();
        await client.EndedAsync(id, Stop);

        Assert.Equal(6, await PostgresServer.ReadAsync<long>(url, "select sum(attempts) from batch_score_chunks"));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(12)]
    public async Task A_batch_of_a_process_that_stood_still_for_a_day_ends_whether_its_texts_waited_for_a_worker_or_for_room(int places)
    {
        var url = await server.MigratedAsync(Stop);
        var time = new SkippedTime();
        await using var app = BatchApp.On(url, pipeline: BatchApp.Patient with { QueueCapacity = places }, time: time);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        await BatchApp.LeasedAsync(url, 2, Stop);

        time.Skip(TimeSpan.FromHours(25));
        app.Model.Open();
        var ended = await client.EndedAsync(id, Stop);

        Assert.Equal((60, 0), (ended.GetProperty("done").GetInt32(), ended.GetProperty("failed").GetInt32()));
        Assert.Equal(6, await PostgresServer.ReadAsync<long>(url, "select sum(attempts) from batch_score_chunks"));
    }

    [Fact]
    public async Task What_is_cancelled_leaves_the_queue_and_does_not_run()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { ChunksAtOnce = 1, Heartbeat = TimeSpan.FromMilliseconds(20) });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);

        using var answer = await client.DeleteAsync($"/v1/batches/{id}", Stop);
        await app.QueuedAsync(Lane.Batch, 0, Stop);
        app.Model.Open();
        await client.EndedAsync(await client.SubmittedAsync(["Another one."], Stop), Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, app.Model.Ran.Count);
    }

    [Fact]
    public async Task A_stream_ends_behind_a_whole_line_when_the_service_stops()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { ChunksAtOnce = 1 });
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        app.Model.Release(10);
        using var answer = await client.GetAsync($"/v1/batches/{id}/results", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        await Eventually.EndsAsync("the first result comes", lines.ReadLineAsync(Stop).AsTask(), Stop);

        app.Get<IHostApplicationLifetime>().StopApplication();
        var rest = await Eventually.EndsAsync("the stream ends", lines.ReadToEndAsync(Stop), Stop);
        app.Model.Open();

        Assert.Equal(9, rest.Count(c => c == '\n'));
        Assert.EndsWith("}\n", rest);
    }

    private static ReasonatorApp Narrow(string url, int places) => BatchApp.On(url, pipeline: BatchApp.Patient with { QueueCapacity = places });

    private static async Task<BatchRow> RowAsync(ReasonatorApp app, string id) => (await app.Get<BatchTable>().FindAsync(Guid.Parse(id), Stop))!;
}
