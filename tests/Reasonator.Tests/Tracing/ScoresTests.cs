using System.Globalization;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Tracing;

/// <summary>What is told of stored scores, of single ones and of batches.</summary>
public sealed class ScoresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_single_score_is_traced_by_its_text_and_its_request()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-7");
        var result = (await (await client.ScoreAsync(["Profit rose.", "Sales fell."], stop: Stop)).JsonAsync()).GetProperty("results")[1];
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);

        var score = Assert.Single(await client.ScoresAsync($"text_sha256={ScoreRequests.Hash("Sales fell.")}", Stop));

        Assert.Equal(("service", "raptor-7", "sentence", 11), (score.Word("caller"), score.Word("request_id"), score.Word("mode"), score.GetProperty("text_length").GetInt32()));
        Assert.Equal((ScoreRequests.Hash("Sales fell."), app.Sha), (score.Word("text_sha256"), score.Word("model_sha")));
        Assert.All((string[])["label", "sentiment", "scores", "tokens"], name => Assert.Equal(result.GetProperty(name).GetRawText(), score.GetProperty(name).GetRawText()));
        Assert.Equal((false, false), (score.GetProperty("stale").GetBoolean(), score.GetProperty("rescorable").GetBoolean()));
        Assert.Equal(2, (await client.ScoresAsync("request_id=raptor-7", Stop)).Count);
        Assert.Empty(await client.ScoresAsync("request_id=raptor-8", Stop));
    }

    [Fact]
    public async Task An_item_of_a_batch_is_traced_by_its_text_and_its_request()
    {
        var began = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-8");
        using var answer = await client.SubmitAsync("""{"items":[{"id":"first","text":"Profit rose."},{"id":"last/\u0000","text":"Sales fell."}],"mode":"document"}""", stop: Stop);
        var batch = (await answer.JsonAsync()).Word("id");
        await client.EndedAsync(batch, Stop);
        var result = (await client.ResultsAsync(batch, stop: Stop))[1];

        var score = Assert.Single(await client.ScoresAsync($"text_sha256={ScoreRequests.Hash("Sales fell.").ToUpperInvariant()}", Stop));

        Assert.Equal((batch, "last/\0", "raptor-8", "document", "service"), (score.Word("batch_id"), score.Word("item_id"), score.Word("request_id"), score.Word("mode"), score.Word("caller")));
        Assert.EndsWith(".1", score.Word("id"), StringComparison.Ordinal);
        Assert.All((string[])["label", "sentiment", "scores", "tokens", "model_sha", "fingerprint"], name => Assert.Equal(result.GetProperty(name).GetRawText(), score.GetProperty(name).GetRawText()));
        Assert.Equal((false, true), (score.GetProperty("stale").GetBoolean(), score.GetProperty("rescorable").GetBoolean()));
        Assert.InRange(DateTimeOffset.Parse(score.Word("scored_at"), CultureInfo.InvariantCulture), began, TimeProvider.System.GetUtcNow());
        Assert.Equal(["first", "last/\0"], (await client.ScoresAsync("request_id=raptor-8", Stop)).Select(one => one.Word("item_id")));
    }

    [Fact]
    public async Task An_item_that_failed_has_no_score_and_is_not_listed()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("canary") : new(2, -1, 0.5f);
        await client.EndedAsync(await client.SubmittedAsync(["loss", "profit rose"], Stop), Stop);

        var scores = await client.ScoresAsync("", Stop);

        Assert.Equal(["1"], scores.Select(score => score.Word("item_id")));
        Assert.Empty(await client.ScoresAsync($"text_sha256={ScoreRequests.Hash("loss")}", Stop));
    }

    [Fact]
    public async Task Another_host_makes_nothing_stale_and_another_lineage_does()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["One."], stop: Stop);
        await client.EndedAsync(await client.SubmittedAsync(["Two.", "Three."], Stop), Stop);
        await app.StoreAsync(store => store.EventsWritten == 1, Stop);

        await PostgresServer.ExecuteAsync(url, "update score_event set fingerprint = 'other'; update batch_score_chunks set fingerprint = 'other'");
        Assert.Empty(await client.ScoresAsync("stale=true", Stop));
        Assert.All(await client.ScoresAsync("stale=false", Stop), score => Assert.Equal(("other", false), (score.Word("fingerprint"), score.GetProperty("stale").GetBoolean())));

        await PostgresServer.ExecuteAsync(url, "update score_event set lineage = 'other'");
        Assert.Single(await client.ScoresAsync("stale=true", Stop));
        await PostgresServer.ExecuteAsync(url, $"update batch_score_chunks set lineage = 'other', model_sha = '{new string('b', 64)}'");
        Assert.Empty(await client.ScoresAsync("stale=false", Stop));
        Assert.Equal([true, true, false], (await client.ScoresAsync("stale=true", Stop)).Select(score => score.GetProperty("rescorable").GetBoolean()));
    }

    [Fact]
    public async Task Filters_combine()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["One.", "Two."], stop: Stop);
        await client.EndedAsync(await client.SubmittedAsync(["One.", "Two."], Stop), Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);
        var other = new string('b', 64);
        await PostgresServer.ExecuteAsync(url, $"update batch_score_chunks set lineage = 'other', model_sha = '{other}'");
        var one = ScoreRequests.Hash("One.");

        Assert.Equal(2, (await client.ScoresAsync($"text_sha256={one}", Stop)).Count);
        Assert.Equal("0", Assert.Single(await client.ScoresAsync($"text_sha256={one}&model_sha={other}", Stop)).Word("item_id"));
        Assert.Equal("0", Assert.Single(await client.ScoresAsync($"text_sha256={one}&stale=true", Stop)).Word("item_id"));
        Assert.False(Assert.Single(await client.ScoresAsync($"text_sha256={one}&stale=false", Stop)).TryGetProperty("item_id", out _));
        Assert.Empty(await client.ScoresAsync($"text_sha256={one}&stale=false&model_sha={other}", Stop));
    }
}
