using System.Net;
using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class ExplainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_word_has_its_place_and_its_effect_on_the_sentiment()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        // Only with its third word is the text good.
        app.Model.Behaviour = tokens => tokens.Length == 5 ? new Logits(100, 0, 0) : new Logits(0, 0, 100);

        var result = await Explain(client, "Profit rose  fast");

        Assert.Equal(
            ["id", "label", "sentiment", "scores", "tokens", "truncated", "cached", "words"], result.EnumerateObject().Select(p => p.Name));
        Assert.Equal((1, 5), (result.GetProperty("sentiment").GetDouble(), result.GetProperty("tokens").GetInt32()));
        Assert.Equal(
            """[{"start":0,"length":6,"effect":1},{"start":7,"length":4,"effect":1},{"start":13,"length":4,"effect":1}]""",
            result.GetProperty("words").GetRawText());
        Assert.Equal(4, app.Model.Ran.Count);
    }

    [Fact]
    public async Task The_only_word_is_compared_with_an_empty_text()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 2 ? new Logits(0, 100, 0) : new Logits(100, 0, 0);

        var result = await Explain(client, "Profit");

        Assert.Equal("""[{"start":0,"length":6,"effect":2}]""", result.GetProperty("words").GetRawText());
    }

    [Fact]
    public async Task It_is_admitted_at_its_true_cost_a_run_a_word()
    {
        await using var app = new ReasonatorApp { Pipeline = new PipelineOptions { Workers = 1, QueueCapacity = 10 } };
        var client = await app.ReadyAsync(Stop);

        await (await client.PostScoreAsync(Body("a b c d e f g h i j"), Stop)).ProblemAsync(413, "too-large");
        Assert.Equal(HttpStatusCode.OK, (await client.PostScoreAsync(Body("a b c d e f g h i"), Stop)).StatusCode);

        Assert.Equal(10, app.Model.Ran.Count);
    }

    [Fact]
    public async Task Words_that_stand_twice_share_their_run_when_what_is_left_is_the_same()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var result = await Explain(client, "buy buy buy");

        Assert.Equal(3, result.GetProperty("words").GetArrayLength());
        Assert.Equal(2, app.Model.Ran.Count);
        Assert.True((await Explain(client, "buy buy buy")).GetProperty("cached").GetBoolean());
    }

    [Theory]
    [InlineData("""{"explain":true,"items":[{"text":"a"},{"text":"b"}]}""", "/explain")]
    [InlineData("""{"items":[{"text":"a"}],"explain":true,"mode":"document"}""", "/explain")]
    public async Task One_text_in_sentence_mode_is_explained_and_nothing_else(string body, string at)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var problem = await (await client.PostScoreAsync(body, Stop)).ProblemAsync(400, "invalid-request");

        Assert.Equal([at], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task Sixty_four_words_are_explained_and_not_one_more()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        static string Words(int count) => string.Join(' ', Enumerable.Range(0, count));

        var problem = await (await client.PostScoreAsync(Body(Words(65)), Stop)).ProblemAsync(400, "invalid-request");

        Assert.Contains("this has 65", problem.GetProperty("errors").GetProperty("/items/0/text")[0].GetString());
        Assert.Equal(64, (await Explain(client, Words(64))).GetProperty("words").GetArrayLength());
    }

    [Fact]
    public async Task A_run_that_fails_leaves_no_half_of_an_explanation()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("broken kernel") : new Logits(1, 0, 0);

        await (await client.PostScoreAsync(Body("Profit rose"), Stop)).ProblemAsync(500, "backend-failed");
    }

    private static string Body(string text) => JsonSerializer.Serialize(new { explain = true, items = new[] { new { text } } });

    private static async Task<JsonElement> Explain(HttpClient client, string text) =>
        (await (await client.PostScoreAsync(Body(text), Stop)).JsonAsync()).GetProperty("results")[0];
}
