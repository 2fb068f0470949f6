using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Reasonator.Caching;
using Reasonator.Health;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;
using Reasonator.Texts;

namespace Reasonator.Tests.Scoring;

/// <summary>What holds for every text, on the embedded model.</summary>
public sealed class InvarianceTests : IAsyncLifetime
{
    private static readonly string[] Texts =
        [.. File.ReadLines(Path.Combine(Repository.Model, "golden.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!.Trim())];

    private readonly ReasonatorApp _remembering = new() { Embedded = true, Pipeline = new PipelineOptions { Workers = 3 } };
    private readonly ReasonatorApp _forgetful = new()
    {
        Embedded = true,
        Pipeline = new PipelineOptions { Workers = 3 },
        Replacing = services => services.AddSingleton(new ScoreCache(0)),
    };

    private HttpClient[] _clients = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LoadedModel Model => _remembering.Get<Readiness>().Model!;

    public async ValueTask InitializeAsync() => _clients = [await _remembering.ReadyAsync(Stop), await _forgetful.ReadyAsync(Stop)];

    public async ValueTask DisposeAsync()
    {
        await _remembering.DisposeAsync();
        await _forgetful.DisposeAsync();
    }

    [Fact]
    public void A_texts_bits_are_the_same_alone_in_any_company_in_any_order_at_any_concurrency_from_cache_or_not()
    {
        var alone = Texts.ToDictionary(text => text, Alone);
        Prop.ForAll(
            Gen.Elements(Texts).NonEmptyListOf().Select(texts => texts.Take(32).ToArray()).NonEmptyListOf().Select(requests => requests.Take(6).ToArray()).ToArbitrary(),
            requests =>
            {
                var answers = Task.WhenAll(
                    from request in requests
                    from client in _clients
                    select Task.Run(async () => (Texts: request, Answer: await (await client.ScoreAsync(request, stop: Stop)).JsonAsync())))
                    .GetAwaiter().GetResult();
                Assert.All(answers, a => Assert.Equal(a.Texts.Select(text => alone[text]), a.Answer.GetProperty("results").EnumerateArray().Select(Bits)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(30));
        Assert.True(_remembering.Get<ScoreCache>().Statistics.Hits > 100);
        Assert.Equal(0, _forgetful.Get<ScoreCache>().Statistics.Hits);
    }

    [Fact]
    public void Whatever_the_text_its_scores_are_a_distribution_and_its_sentiment_lies_in_it() =>
        Prop.ForAll<string>(text =>
        {
            var verdict = Model.Labels.ToVerdict(Model.Network.Infer(Model.Tokenize(text ?? "")));
            AssertDistribution(verdict);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Whatever_the_logits_their_scores_are_a_distribution() =>
        Prop.ForAll<float, float, float>((first, second, third) =>
        {
            var logits = new Logits(first, second, third);
            if (logits.AreFinite)
            {
                AssertDistribution(Model.Labels.ToVerdict(logits));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public async Task The_effect_of_a_word_is_the_difference_of_two_scores_that_anybody_can_ask_for()
    {
        const string text = "Lender swings to a loss as bad loans mount";
        var words = Words.Split(text);
        var rests = words.Select(word => Words.Without(text, word));
        var asked = (await (await _clients[1].ScoreAsync([text, .. rests], stop: Stop)).JsonAsync())
            .GetProperty("results").EnumerateArray().Select(r => r.GetProperty("sentiment").GetDouble()).ToList();

        foreach (var client in _clients)
        {
            var answer = await client.PostScoreAsync(JsonSerializer.Serialize(new { explain = true, items = new[] { new { text } } }), Stop);
            var effects = (await answer.JsonAsync()).GetProperty("results")[0].GetProperty("words").EnumerateArray();
            Assert.Equal(
                words.Select((word, i) => (word.Start, word.Length, Math.Round(asked[0] - asked[i + 1], 7))),
                effects.Select(e => (e.GetProperty("start").GetInt32(), e.GetProperty("length").GetInt32(), e.GetProperty("effect").GetDouble())));
        }
    }

    private static void AssertDistribution(Verdict verdict)
    {
        double[] scores = [verdict.Positive, verdict.Negative, verdict.Neutral];
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(1, scores.Sum(), 1e-6);
        Assert.Equal(scores.Max(), scores[(int)verdict.Label]);
        Assert.InRange(verdict.Sentiment, -1, 1);
    }

    private string Alone(string text)
    {
        var verdict = Model.Labels.ToVerdict(Model.Network.Infer(Model.Tokenize(text)));
        return Bits(verdict.Sentiment, verdict.Positive, verdict.Negative, verdict.Neutral);
    }

    private static string Bits(JsonElement result)
    {
        var scores = result.GetProperty("scores");
        return Bits(
            result.GetProperty("sentiment").GetDouble(), scores.GetProperty("positive").GetDouble(), scores.GetProperty("negative").GetDouble(), scores.GetProperty("neutral").GetDouble());
    }

    private static string Bits(params double[] values) => string.Join(' ', values.Select(value => BitConverter.DoubleToInt64Bits(value)));
}
