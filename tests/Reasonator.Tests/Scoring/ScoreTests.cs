using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class ScoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_in_the_order_of_the_items_with_the_keys_of_the_contract()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var response = await client.PostScoreAsync("""{"items":[{"id":"n-1","text":" Profit rose "},{"text":"Loss"}],"mode":"sentence","explain":false}""", Stop);

        var answer = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["model", "model_sha", "fingerprint", "results"], answer.EnumerateObject().Select(p => p.Name));
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["n-1", "1"], results.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal(
            ["id", "label", "sentiment", "scores", "tokens", "truncated", "cached"], results[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["positive", "negative", "neutral"], results[0].GetProperty("scores").EnumerateObject().Select(p => p.Name));
        Assert.Equal(4, results[0].GetProperty("tokens").GetInt32());
        Assert.Equal("positive", results[0].GetProperty("label").GetString());
        Assert.Equal(new string('a', 64), response.Headers.GetValues("X-Model-Sha").Single());
        Assert.Matches(@"^tok;dur=\d+\.\d{3}, queue;dur=\d+\.\d{3}, infer;dur=\d+\.\d{3}$", response.Headers.GetValues("Server-Timing").Single());
    }
}
