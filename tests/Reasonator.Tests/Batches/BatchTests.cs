using System.Net;
using System.Text.Json;
using Reasonator.Batches;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>A batch from its submission to its results, on a real database.</summary>
public sealed class BatchTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_text_has_the_result_that_score_gives_it_in_the_order_of_the_items()
    {
        await using var app = await AppAsync(embedded: true);
        var client = await app.ReadyAsync(Stop);

        using var answer = await client.SubmitAsync(BatchApp.Texts, stop: Stop);
        var submitted = await answer.JsonAsync();
        var id = submitted.GetProperty("id").GetString()!;
        var ended = await client.EndedAsync(id, Stop);
        var results = await client.ResultsAsync(id, stop: Stop);

        Assert.Equal((HttpStatusCode.Accepted, $"/v1/batches/{id}"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal((60, "score"), (submitted.GetProperty("total").GetInt32(), submitted.GetProperty("kind").GetString()));
        Assert.Equal(("done", 60, 0), Progress(ended));
        Assert.False(ended.TryGetProperty("mixed_models", out _));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), results.Ids());
        var scored = await (await client.ScoreAsync(BatchApp.Texts[..32], stop: Stop)).JsonAsync();
        Assert.Equal(scored.GetProperty("model_sha").GetString(), ended.GetProperty("model_sha").GetString());
        foreach (var (one, other) in scored.GetProperty("results").EnumerateArray().Zip(results))
        {
            Assert.All((string[])["label", "sentiment", "scores", "tokens", "truncated"], name => Assert.Equal(one.GetProperty(name).GetRawText(), other.GetProperty(name).GetRawText()));
            Assert.All((string[])["model_sha", "fingerprint"], name => Assert.Equal(scored.GetProperty(name).GetString(), other.GetProperty(name).GetString()));
        }
    }

    [Fact]
    public async Task A_document_is_scored_sentence_by_sentence()
    {
        await using var app = await AppAsync(embedded: true);
        var client = await app.ReadyAsync(Stop);

        using var answer = await client.SubmitAsync(["Profit rose. Sales fell."], mode: "document", stop: Stop);
        var id = (await answer.JsonAsync()).GetProperty("id").GetString()!;
        var result = (await client.ResultsAsync(id, stop: Stop)).Single();

        Assert.Equal(2, result.GetProperty("sentences").GetArrayLength());
    }

    [Fact]
    public async Task Results_go_on_behind_any_id_whatever_is_in_it()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        string[] ids = ["plain", "with \"quotes\" and \\", "n-1", "n-11", "ümläut 😀", "tab\tand\u0000zero", "{\"id\":\"n-1\",", "a/b?c=d&e", " "];
        var body = JsonSerializer.Serialize(new { items = ids.Select(id => new { id, text = $"Text of {id.Length}, which is long enough for a chunk of its own or nearly so, as there are few tokens in it" }) });
        using var answer = await client.SubmitAsync(body, stop: Stop);
        var batch = (await answer.JsonAsync()).GetProperty("id").GetString()!;
        await client.EndedAsync(batch, Stop);

        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal(ids[(i + 1)..], (await client.ResultsAsync(batch, ids[i], Stop)).Ids());
        }
    }

    [Fact]
    public async Task Results_stream_while_the_batch_runs_and_do_not_wait_for_its_end()
    {
        await using var app = await AppAsync(chunksAtOnce: 1);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        using var answer = await client.GetAsync($"/v1/batches/{id}/results", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        await app.Model.Entered(Stop);
        Assert.Equal("running", (await client.BatchAsync(id, Stop)).GetProperty("status").GetString());

        app.Model.Release(12);
        var first = await Eventually.EndsAsync("the first result comes", lines.ReadLineAsync(Stop).AsTask(), Stop);
        var running = await client.BatchAsync(id, Stop);
        app.Model.Open();
        var rest = await Eventually.EndsAsync("the stream ends", lines.ReadToEndAsync(Stop), Stop);

        Assert.StartsWith("{\"id\":\"0\",", first);
        Assert.Equal("running", running.GetProperty("status").GetString());
        Assert.InRange(running.GetProperty("done").GetInt32(), 1, 12);
        Assert.True(running.GetProperty("eta_seconds").GetInt32() >= 0);
        Assert.Equal(59, rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_stream_that_has_nothing_to_send_ends_before_the_router_cuts_it_and_goes_on_behind_its_last_line()
    {
        var (time, silence) = (new SkippedTime(), new BatchOptions().LongestSilence);
        await using var app = await AppAsync(silence, chunksAtOnce: 1, time: time);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        app.Model.Release(12);
        await client.BatchAsync(id, batch => batch.GetProperty("done").GetInt32() > 0, Stop);

        using var answer = await client.GetAsync($"/v1/batches/{id}/results", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        var first = await Eventually.EndsAsync("the first result comes", lines.ReadLineAsync(Stop).AsTask(), Stop);
        time.Skip(silence);
        var others = await Eventually.EndsAsync("the stream ends", lines.ReadToEndAsync(Stop), Stop);
        app.Model.Open();
        await client.EndedAsync(id, Stop);
        var some = $"{first}\n{others}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var rest = await client.ResultsAsync(id, some[^1].GetProperty("id").GetString(), Stop);

        Assert.InRange(some.Count, 1, 12);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), some.Concat(rest).Ids());
    }

    [Fact]
    public async Task A_text_at_which_the_model_fails_has_an_error_and_its_neighbours_their_scores()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("canary") : new(2, -1, 0.5f);

        var id = await client.SubmittedAsync(["loss", "profit rose"], Stop);
        var ended = await client.EndedAsync(id, Stop);
        var results = await client.ResultsAsync(id, stop: Stop);

        Assert.Equal(("done", 1, 1), Progress(ended));
        Assert.Equal("urn:reasonator:backend-failed", results[0].GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(("0", false), (results[0].GetProperty("id").GetString(), results[0].TryGetProperty("label", out _)));
        Assert.Equal(("1", "positive"), (results[1].GetProperty("id").GetString(), results[1].GetProperty("label").GetString()));
    }

    [Fact]
    public async Task A_batch_of_which_every_text_fails_has_failed()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => throw new InvalidOperationException("canary");

        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);

        Assert.Equal(("failed", 0, 60), Progress(await client.EndedAsync(id, Stop)));
        Assert.Equal(60, (await client.ResultsAsync(id, stop: Stop)).Count);
    }

    [Fact]
    public async Task A_batch_of_which_the_last_text_fails_has_not()
    {
        await using var app = await AppAsync(chunksAtOnce: 1);
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("canary") : new(2, -1, 0.5f);

        var id = await client.SubmittedAsync([.. BatchApp.Texts[..10], "loss"], Stop);

        Assert.Equal(("done", 10, 1), Progress(await client.EndedAsync(id, Stop)));
    }

    [Fact]
    public async Task Cancelling_drops_what_has_not_run_and_keeps_what_has()
    {
        await using var app = await AppAsync(chunksAtOnce: 1);
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        app.Model.Release(12);
        await client.BatchAsync(id, batch => batch.GetProperty("done").GetInt32() > 0, Stop);
        await app.Model.Entered(Stop);

        using var answer = await client.DeleteAsync($"/v1/batches/{id}", Stop);
        var cancelled = await answer.JsonAsync();
        app.Model.Open();
        // What comes behind shows that the runner is through with the one that was cancelled.
        await client.EndedAsync(await client.SubmittedAsync(["Another one."], Stop), Stop);
        var later = await client.BatchAsync(id, Stop);
        var results = await client.ResultsAsync(id, stop: Stop);

        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        Assert.True(cancelled.TryGetProperty("finished_at", out _) && !cancelled.TryGetProperty("eta_seconds", out _));
        Assert.Equal(cancelled.GetRawText(), later.GetRawText());
        Assert.InRange(results.Count, 1, 12);
        Assert.Equal(results.Count, later.GetProperty("done").GetInt32());
        Assert.Equal(Enumerable.Range(0, results.Count).Select(i => $"{i}"), results.Ids());
    }

    [Fact]
    public async Task A_batch_that_has_ended_is_not_cancelled()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        var id = await client.SubmittedAsync(["One."], Stop);
        var ended = await client.EndedAsync(id, Stop);

        using var answer = await client.DeleteAsync($"/v1/batches/{id}", Stop);

        Assert.Equal(ended.GetRawText(), (await answer.JsonAsync()).GetRawText());
    }

    [Fact]
    public async Task Ten_thousand_headlines_are_some_dozens_of_rows()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);

        var id = await client.SubmittedAsync(Enumerable.Range(0, 10_000).Select(i => $"Company {i} raises its guidance for the year after a record quarter"), Stop);
        var ended = await client.EndedAsync(id, Stop);

        Assert.Equal(("done", 10_000, 0), Progress(ended));
        Assert.InRange(await BatchApp.RowsAsync(url), 20, 60);
        Assert.Equal(10_000, (await client.ResultsAsync(id, stop: Stop)).Ids().Distinct().Count());
        Assert.Equal(0, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task A_batch_never_delays_a_caller_by_more_than_the_run_under_way()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        var ran = app.Model.Ran.Count;

        var scoring = client.ScoreAsync(["This one is urgent."], stop: Stop);
        await app.QueuedAsync(Lane.Interactive, 1, Stop);
        app.Model.Release(2);
        using var answer = await scoring;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(app.Model.Ran.Count, ran + 1, ran + 2);
        app.Model.Open();
    }

    private static (string?, int, int) Progress(JsonElement batch) =>
        (batch.GetProperty("status").GetString(), batch.GetProperty("done").GetInt32(), batch.GetProperty("failed").GetInt32());

    private async Task<ReasonatorApp> AppAsync(TimeSpan? silence = null, int chunksAtOnce = 2, TimeProvider? time = null, bool embedded = false)
    {
        var batches = BatchApp.Hurried with { ChunksAtOnce = chunksAtOnce, LongestSilence = silence ?? BatchApp.Hurried.LongestSilence };
        return BatchApp.On(await server.MigratedAsync(Stop), batches, time: time, embedded: embedded);
    }
}
