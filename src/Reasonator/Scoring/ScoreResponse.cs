using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Reasonator.Errors;
using Reasonator.Inference.Runtime;
using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary>What is answered: the results in the order of the items, and what made them.</summary>
internal sealed record ScoreResponse(
    string Model,
    [property: Description("SHA-256 of the loaded weights, 64 hex digits.")] string ModelSha,
    [property: Description("Same fingerprint, same bits.")] string Fingerprint,
    IReadOnlyList<ScoreResult> Results);

/// <summary>The score of one text, or the problem that it alone ran into.</summary>
internal record ScoreResult
{
    public required string Id { get; init; }

    [Description("The largest of the scores.")]
    [AllowedValues("positive", "negative", "neutral")]
    public string? Label { get; init; }

    [Description("P(positive) − P(negative), in [−1, 1].")]
    public double? Sentiment { get; init; }

    public Scores? Scores { get; init; }

    [Description("Tokens read, [CLS] and [SEP] included.")]
    public int? Tokens { get; init; }

    [Description("True when the text was longer than the model reads; never for a document.")]
    public bool? Truncated { get; init; }

    [Description("True when nothing had to run for this result.")]
    public bool? Cached { get; init; }

    [Description("Of a document: its sentences in order. Every character that is not white space is in one of them.")]
    public IReadOnlyList<SentenceScore>? Sentences { get; init; }

    [Description("Of an explained text: its words in order.")]
    public IReadOnlyList<WordEffect>? Words { get; init; }

    [Description("Instead of a score, when the model failed at this text and not at its neighbours.")]
    public Problem? Error { get; init; }

    /// <summary>The result of a text that was scored as one.</summary>
    public static ScoreResult OfText(string id, IReadOnlyList<ScoredPart> parts) => Of(id, parts[0].Verdict, parts[0].Tokens, parts);

    /// <summary>The result of a document: the mean of its sentences, each counting as much as it has tokens.</summary>
    public static ScoreResult OfDocument(string id, IReadOnlyList<ScoredPart> sentences)
    {
        var tokens = sentences.Sum(s => s.Tokens);
        double Mean(Func<Verdict, double> p) => sentences.Sum(s => p(s.Verdict) * s.Tokens) / tokens;
        var mean = Verdict.Of(Mean(v => v.Positive), Mean(v => v.Negative), Mean(v => v.Neutral));
        return Of(id, mean, tokens, sentences) with { Sentences = [.. sentences.Select(SentenceScore.Of)] };
    }

    /// <summary>The result of an explained text: the first part is itself, each other one itself without a word.</summary>
    public static ScoreResult OfExplained(string id, IReadOnlyList<ScoredPart> parts) => OfText(id, parts) with
    {
        Truncated = parts[0].Truncated,
        Words = [.. parts.Skip(1).Select(without => WordEffect.Of(without.Span, parts[0].Verdict, without.Verdict))],
    };

    private static ScoreResult Of(string id, Verdict verdict, int tokens, IReadOnlyList<ScoredPart> parts) => new()
    {
        Id = id,
        Label = LabelOrder.Name(verdict.Label),
        Sentiment = verdict.Sentiment,
        Scores = new Scores(verdict.Positive, verdict.Negative, verdict.Neutral),
        Tokens = tokens,
        Truncated = parts.Any(part => part.Truncated),
        Cached = parts.All(part => part.Cached),
    };
}

/// <summary>The score of one sentence of a document.</summary>
internal sealed record SentenceScore(
    [property: Description("UTF-16 units from the start of the trimmed text.")] int Start,
    [property: Description("UTF-16 units.")] int Length,
    [property: AllowedValues("positive", "negative", "neutral")] string Label,
    double Sentiment,
    Scores Scores,
    int Tokens)
{
    public static SentenceScore Of(ScoredPart part) => new(
        part.Span.Start,
        part.Span.Length,
        LabelOrder.Name(part.Verdict.Label),
        part.Verdict.Sentiment,
        new Scores(part.Verdict.Positive, part.Verdict.Negative, part.Verdict.Neutral),
        part.Tokens);
}

/// <summary>How much a word moves the sentiment.</summary>
internal sealed record WordEffect(
    [property: Description("UTF-16 units from the start of the trimmed text.")] int Start,
    [property: Description("UTF-16 units.")] int Length,
    [property: Description("Sentiment of the text − sentiment of the text without this word, in [−2, 2].")] double Effect)
{
    public static WordEffect Of(TextSpan word, Verdict whole, Verdict without) =>
        new(word.Start, word.Length, Math.Round(whole.Sentiment - without.Sentiment, LabelOrder.Decimals));
}

/// <summary>Probabilities; they sum to 1 within 1e-6.</summary>
internal sealed record Scores(double Positive, double Negative, double Neutral);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(ScoreResponse))]
[JsonSerializable(typeof(ScoreItem))]
[JsonSerializable(typeof(string))]
internal sealed partial class ScoringJson : JsonSerializerContext;
