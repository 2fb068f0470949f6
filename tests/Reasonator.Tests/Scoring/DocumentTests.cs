using System.Net;
using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class DocumentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_the_mean_of_its_sentences_weighted_by_their_tokens()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        // Four tokens say yes, five say no: softmax leaves nothing for the others.
        app.Model.Behaviour = tokens => tokens.Length == 5 ? new Logits(100, 0, 0) : new Logits(0, 100, 0);

        var result = await Result(client, "  Profit rose.\n Sales fell sharply today.");

        Assert.Equal(
            ["id", "label", "sentiment", "scores", "tokens", "truncated", "cached", "sentences"], result.EnumerateObject().Select(p => p.Name));
        Assert.Equal((12, false, false), (Tokens(result), result.GetProperty("truncated").GetBoolean(), result.GetProperty("cached").GetBoolean()));
        Assert.Equal(Math.Round(5 / 12.0, 7), result.GetProperty("scores").GetProperty("positive").GetDouble());
        Assert.Equal(Math.Round(7 / 12.0, 7), result.GetProperty("scores").GetProperty("negative").GetDouble());
        Assert.Equal("negative", result.GetProperty("label").GetString());
        Assert.Equal(-0.1666666, result.GetProperty("sentiment").GetDouble(), 6);
        var sentences = result.GetProperty("sentences").EnumerateArray().ToList();
        Assert.Equal(["start", "length", "label", "sentiment", "scores", "tokens"], sentences[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal([(0, 12, "positive", 5), (14, 25, "negative", 7)], sentences.Select(s => (s.GetProperty("start").GetInt32(), s.GetProperty("length").GetInt32(), s.GetProperty("label").GetString()!, Tokens(s))));
    }

    [Fact]
    public async Task A_sentence_longer_than_the_model_reads_is_divided_and_nothing_is_cut()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var text = string.Join(' ', Enumerable.Repeat("profit", 1100));

        var result = await Result(client, text);

        Assert.False(result.GetProperty("truncated").GetBoolean());
        var sentences = result.GetProperty("sentences").EnumerateArray().ToList();
        Assert.Equal(1100, sentences.Sum(s => Tokens(s) - 2));
        Assert.All(sentences, s => Assert.InRange(Tokens(s), 100, 512));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(64)]
    public async Task A_sentence_is_divided_by_what_the_model_reads_however_short_it_is(int maxTokens)
    {
        await using var app = new ReasonatorApp { MaxTokens = maxTokens };
        var client = await app.ReadyAsync(Stop);
        // 40 words, of which any model with 512 tokens reads four times as many.
        var text = string.Join(' ', Enumerable.Repeat("up", 40));

        var result = await Result(client, text);

        Assert.False(result.GetProperty("truncated").GetBoolean());
        var sentences = result.GetProperty("sentences").EnumerateArray().ToList();
        Assert.Equal(40, sentences.Sum(s => Tokens(s) - 2));
        Assert.All(sentences, s => Assert.InRange(Tokens(s), 3, maxTokens));
    }

    [Fact]
    public async Task A_character_that_no_model_of_three_tokens_reads_is_told_to_be_cut_and_ends_nothing()
    {
        await using var app = new ReasonatorApp { MaxTokens = 3 };
        var client = await app.ReadyAsync(Stop);

        // A syllable of three letters, and a character of two UTF-16 units.
        var result = await Result(client, "\uD55C 😀");

        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Equal(2, result.GetProperty("sentences").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    [Fact]
    public async Task Sentences_that_were_scored_before_do_not_run_again()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose."], stop: Stop);

        var partly = await Result(client, "Profit rose. Sales fell. Profit rose.");
        var wholly = await Result(client, "Profit rose. Sales fell. Profit rose.");

        Assert.Equal((false, true), (partly.GetProperty("cached").GetBoolean(), wholly.GetProperty("cached").GetBoolean()));
        Assert.Equal(2, app.Model.Ran.Count);
        Assert.Equal(partly.GetProperty("sentences").GetRawText(), wholly.GetProperty("sentences").GetRawText());
    }

    [Fact]
    public async Task A_document_with_a_sentence_that_fails_has_no_score_and_its_neighbour_has()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 4 ? throw new InvalidOperationException("broken kernel") : new Logits(1, 0, 0);

        var response = await client.PostScoreAsync("""{"mode":"document","items":[{"text":"Profit rose. Loss."},{"text":"Sales fell sharply."}]}""", Stop);

        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["id", "error"], results[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("positive", results[1].GetProperty("label").GetString());
    }

    [Fact]
    public async Task More_sentences_than_the_queue_holds_are_413_and_the_limit_is_told()
    {
        await using var app = new ReasonatorApp { Pipeline = new PipelineOptions { Workers = 1, QueueCapacity = 8 } };
        var client = await app.ReadyAsync(Stop);
        static string Body(int sentences) => $$"""{"mode":"document","items":[{"text":"{{string.Concat(Enumerable.Range(0, sentences).Select(n => $"Profit {n} rose. "))}}"}]}""";

        var problem = await (await client.PostScoreAsync(Body(9), Stop)).ProblemAsync(413, "too-large");

        Assert.Contains("8 sentences; this has 9", problem.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.PostScoreAsync(Body(8), Stop)).StatusCode);
    }

    private static int Tokens(JsonElement scored) => scored.GetProperty("tokens").GetInt32();

    private static async Task<JsonElement> Result(HttpClient client, string text)
    {
        var response = await client.PostScoreAsync(JsonSerializer.Serialize(new { mode = "document", items = new[] { new { text } } }), Stop);
        return (await response.JsonAsync()).GetProperty("results")[0];
    }
}
