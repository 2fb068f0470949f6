using System.Net;
using Reasonator.Batches;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>A batch from its submission to its results, on a real database.</summary>
public sealed class BatchTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 60).Select(i => $"Company {i} raises guidance after a record quarter")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_text_has_the_result_that_score_gives_it_in_the_order_of_the_items()
    {
        await using var app = await AppAsync(embedded: true);
        var client = await app.ReadyAsync(Stop);

        using var answer = await client.SubmitAsync(Texts, stop: Stop);
        var submitted = await answer.JsonAsync();
        var id = submitted.GetProperty("id").GetString()!;
        var ended = await client.EndedAsync(id, Stop);
        var results = await client.ResultsAsync(id, stop: Stop);

        Assert.Equal((HttpStatusCode.Accepted, $"/v1/batches/{id}"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal((60, "score"), (submitted.GetProperty("total").GetInt32(), submitted.GetProperty("kind").GetString()));
        Assert.Equal(("done", 60, 0), (ended.GetProperty("status").GetString(), ended.GetProperty("done").GetInt32(), ended.GetProperty("failed").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), results.Ids());
        var scored = await (await client.ScoreAsync(Texts[..32], stop: Stop)).JsonAsync();
        foreach (var (one, other) in scored.GetProperty("results").EnumerateArray().Zip(results))
        {
            Assert.Equal(one.GetProperty("scores").GetRawText(), other.GetProperty("scores").GetRawText());
            Assert.Equal(one.GetProperty("tokens").GetInt32(), other.GetProperty("tokens").GetInt32());
            Assert.Equal(scored.GetProperty("model_sha").GetString(), other.GetProperty("model_sha").GetString());
            Assert.Equal(scored.GetProperty("fingerprint").GetString(), other.GetProperty("fingerprint").GetString());
        }

        Assert.Equal(scored.GetProperty("model_sha").GetString(), ended.GetProperty("model_sha").GetString());
    }

    private async Task<ReasonatorApp> AppAsync(bool embedded = false) => new()
    {
        Store = StoreApp.Hurried(await server.MigratedAsync(Stop)),
        Embedded = embedded,
        Batches = new BatchOptions { ChunkTokens = 100, Poll = TimeSpan.FromMilliseconds(20), ResultPoll = TimeSpan.FromMilliseconds(5) },
    };
}
