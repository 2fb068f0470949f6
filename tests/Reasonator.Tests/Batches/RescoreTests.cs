using System.Net;
using System.Text.Json;
using Reasonator.Store;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Tests.Tracing;

namespace Reasonator.Tests.Batches;

/// <summary>What another model made is scored again, on a real database.</summary>
public sealed class RescoreTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Older = "update score_event set lineage = 'older'; update batch_score_chunks set lineage = 'older'";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_model_scored_the_next_one_scores_again_and_each_line_tells_both()
    {
        var url = await server.MigratedAsync(Stop);
        string batch;
        await using (var first = App(url))
        {
            var before = await first.ReadyAsync(Stop);
            batch = await before.SubmittedAsync(Enumerable.Range(0, 40).Select(i => $"Company {i} raises guidance"), Stop);
            await before.EndedAsync(batch, Stop);
            await before.ScoreAsync(["A single one."], stop: Stop);
            await first.StoreAsync(store => store.EventsWritten == 1, Stop);
            Assert.Empty(await before.ScoresAsync("stale=true", Stop));
        }

        await using var second = App(url, sha: new string('b', 64));
        second.Model.Behaviour = tokens => tokens.Length % 2 == 0 ? new(-1, 2, 0.5f) : new(2, -1, 0.5f);
        var client = await second.ReadyAsync(Stop);
        Assert.Equal(41, (await client.ScoresAsync("stale=true", Stop)).Count);

        var rescored = await client.RescoredAsync(Stop);
        var ended = await client.EndedAsync(rescored.Id, Stop);
        var results = await client.ResultsAsync(rescored.Id, stop: Stop);

        Assert.Equal((40, 1), (rescored.Total, rescored.NotRescorable));
        Assert.Equal(("done", "rescore", 40), (ended.Word("status"), ended.Word("kind"), ended.GetProperty("done").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{batch}/{i}"), results.Ids());
        Assert.All(results, result => Assert.Equal((second.Sha, batch, new string('a', 64)), (result.Word("model_sha"), result.GetProperty("previous").Word("batch_id"), result.GetProperty("previous").Word("model_sha"))));
        var flips = results.Count(result => result.Word("label") != result.GetProperty("previous").Word("label"));
        Assert.Equal(results.Count(result => result.GetProperty("tokens").GetInt32() % 2 == 0), flips);
        var earlier = await client.ResultsAsync(batch, stop: Stop);
        Assert.All(results.Zip(earlier), pair => Assert.All((string[])["label", "sentiment", "scores", "fingerprint"], name => Assert.Equal(pair.Second.GetProperty(name).GetRawText(), pair.First.GetProperty("previous").GetProperty(name).GetRawText())));

        // The earlier results stay, and are stale; their texts have a newer score.
        var stale = await client.ScoresAsync("stale=true", Stop);
        Assert.Equal(41, stale.Count);
        Assert.DoesNotContain(stale, score => score.GetProperty("rescorable").GetBoolean());
        Assert.All(await client.ScoresAsync("stale=false", Stop), score => Assert.Equal((rescored.Id, true), (score.Word("batch_id"), score.GetProperty("rescorable").GetBoolean())));
        Assert.Equal(0, (await client.RescoredAsync(Stop)).Total);
    }

    [Fact]
    public async Task A_model_that_changes_again_scores_the_newest_results_again_and_none_twice()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        var batch = await client.SubmittedAsync(["One.", "Two."], Stop);
        await client.EndedAsync(batch, Stop);
        await PostgresServer.ExecuteAsync(url, Older);
        var first = await client.RescoredAsync(Stop);
        await client.EndedAsync(first.Id, Stop);
        await PostgresServer.ExecuteAsync(url, Older);

        var second = await client.RescoredAsync(Stop);
        await client.EndedAsync(second.Id, Stop);
        var results = await client.ResultsAsync(second.Id, stop: Stop);

        Assert.Equal([$"{batch}/0", $"{batch}/1"], results.Ids());
        Assert.All(results, result => Assert.Equal(first.Id, result.GetProperty("previous").Word("batch_id")));
    }

    [Fact]
    public async Task What_is_being_scored_again_is_not_taken_a_second_time_until_it_is_cancelled()
    {
        var url = await server.MigratedAsync(Stop);
        await using (var first = App(url))
        {
            var before = await first.ReadyAsync(Stop);
            await before.EndedAsync(await before.SubmittedAsync(["One.", "Two."], Stop), Stop);
        }

        await using var app = App(url, sha: new string('b', 64));
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = await client.RescoredAsync(Stop);

        Assert.Equal(0, (await client.RescoredAsync(Stop)).Total);
        Assert.All(await client.ScoresAsync("stale=true", Stop), score => Assert.False(score.GetProperty("rescorable").GetBoolean()));

        await client.DeleteAsync($"/v1/batches/{running.Id}", Stop);
        Assert.All(await client.ScoresAsync("stale=true", Stop), score => Assert.True(score.GetProperty("rescorable").GetBoolean()));
        Assert.Equal(2, (await client.RescoredAsync(Stop)).Total);
    }

    [Fact]
    public async Task Items_of_several_batches_keep_apart_and_results_go_on_behind_any_of_them()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        string[] ids = ["0", "{\"id\":\"0\",", "tab\tand\u0000zero", "ümläut 😀", new string('x', 128)];
        var body = JsonSerializer.Serialize(new { items = ids.Select(id => new { id, text = $"Text with {{\"id\":\"of\"}} {id.Length}" }), mode = "document" });
        var batches = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.SubmitAsync(body, stop: Stop);
            batches.Add((await answer.JsonAsync()).Word("id"));
            await client.EndedAsync(batches[^1], Stop);
        }

        await PostgresServer.ExecuteAsync(url, Older);
        var rescored = await client.RescoredAsync(Stop);
        await client.EndedAsync(rescored.Id, Stop);

        var results = await client.ResultsAsync(rescored.Id, stop: Stop);
        Assert.Equal(batches.SelectMany(batch => ids.Select(id => $"{batch}/{id}")), results.Ids());
        Assert.All(results, result => Assert.StartsWith(result.GetProperty("previous").Word("batch_id"), result.Word("id"), StringComparison.Ordinal));
        Assert.Equal(results.Ids().Skip(7), (await client.ResultsAsync(rescored.Id, results[6].Word("id"), Stop)).Ids());
        Assert.All(results, result => Assert.Equal(1, result.GetProperty("sentences").GetArrayLength()));
    }

    [Fact]
    public async Task An_item_at_which_the_earlier_model_failed_gets_its_score_and_has_no_earlier_label()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("canary") : new(2, -1, 0.5f);
        await client.EndedAsync(await client.SubmittedAsync(["loss", "profit rose"], Stop), Stop);
        await PostgresServer.ExecuteAsync(url, Older);
        app.Model.Behaviour = null;

        var rescored = await client.RescoredAsync(Stop);
        await client.EndedAsync(rescored.Id, Stop);
        var results = await client.ResultsAsync(rescored.Id, stop: Stop);

        Assert.Equal("positive", results[0].Word("label"));
        Assert.False(results[0].GetProperty("previous").TryGetProperty("label", out _));
        Assert.Equal(app.Sha, results[0].GetProperty("previous").Word("model_sha"));
        Assert.Equal("positive", results[1].GetProperty("previous").Word("label"));
    }

    [Fact]
    public async Task Where_nothing_is_stale_there_is_an_empty_batch_that_has_ended()
    {
        await using var app = App(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);
        await client.EndedAsync(await client.SubmittedAsync(["One."], Stop), Stop);

        var rescored = await client.RescoredAsync(Stop);
        var batch = await client.BatchAsync(rescored.Id, Stop);

        Assert.Equal(("done", 0, 0), (rescored.Status, rescored.Total, rescored.NotRescorable));
        Assert.True(batch.TryGetProperty("finished_at", out _) && !batch.TryGetProperty("eta_seconds", out _));
        Assert.Empty(await client.ResultsAsync(rescored.Id, stop: Stop));
    }

    [Fact]
    public async Task The_same_key_and_body_are_one_rescoring_and_another_body_is_refused()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url);
        var client = await app.ReadyAsync(Stop);
        await client.EndedAsync(await client.SubmittedAsync(["One."], Stop), Stop);
        await PostgresServer.ExecuteAsync(url, Older);

        using var first = await client.RescoreAsync(key: "monday", stop: Stop);
        using var same = await client.RescoreAsync(key: "monday", stop: Stop);
        using var other = await client.RescoreAsync("""{ "stale" : true }""", "monday", Stop);

        Assert.Equal((await first.JsonAsync()).Word("id"), (await same.JsonAsync()).Word("id"));
        Assert.Equal(first.Headers.Location, same.Headers.Location);
        await other.ProblemAsync(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task What_the_row_budget_does_not_hold_is_refused_and_nothing_of_it_is_taken()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url, rowBudget: 100);
        var client = await app.ReadyAsync(Stop);
        // 45 chunks: twice as many do not fit into three quarters of the budget.
        await client.EndedAsync(await client.SubmittedAsync(Enumerable.Range(0, 45).Select(i => $"Company {i} raises guidance after {string.Concat(Enumerable.Repeat("record quarter ", 25))}"), Stop), Stop);
        Assert.Equal(46, await BatchApp.RowsAsync(url));
        await PostgresServer.ExecuteAsync(url, Older);

        using var answer = await client.RescoreAsync(stop: Stop);

        await answer.ProblemAsync(503, "store-full");
        Assert.Equal(46, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task An_old_batch_gives_way_to_its_own_rescoring()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = App(url, rowBudget: 100);
        var client = await app.ReadyAsync(Stop);
        var batch = await client.SubmittedAsync(Enumerable.Range(0, 45).Select(i => $"Company {i} raises guidance after {string.Concat(Enumerable.Repeat("record quarter ", 25))}"), Stop);
        await client.EndedAsync(batch, Stop);
        await PostgresServer.ExecuteAsync(url, $"{Older}; update batch_score_jobs set finished_at = now() - interval '25 hours'");

        var rescored = await client.RescoredAsync(Stop);
        await client.EndedAsync(rescored.Id, Stop);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/v1/batches/{batch}", Stop)).StatusCode);
        var results = await client.ResultsAsync(rescored.Id, stop: Stop);
        Assert.Equal(45, results.Count);
        Assert.All(results, result => Assert.Equal("positive", result.GetProperty("previous").Word("label")));
    }

    private static ReasonatorApp App(string url, string? sha = null, int rowBudget = StoreOptions.DefaultRowBudget) => new()
    {
        Store = StoreApp.Hurried(url) with { RowBudget = rowBudget },
        Sha = sha ?? new string('a', 64),
        Batches = BatchApp.Hurried with { ChunkTokens = 60 },
        Pipeline = BatchApp.Patient,
    };
}
