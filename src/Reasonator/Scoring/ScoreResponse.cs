using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Reasonator.Errors;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Scoring;

/// <summary>What is answered: the results in the order of the items, and what made them.</summary>
internal sealed record ScoreResponse(
    string Model,
    [property: Description("SHA-256 of the loaded weights, 64 hex digits.")] string ModelSha,
    [property: Description("Same fingerprint, same bits.")] string Fingerprint,
    IReadOnlyList<ScoreResult> Results);

/// <summary>The score of one text, or the problem that it alone ran into.</summary>
internal sealed record ScoreResult
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

    [Description("True when the text was longer than the model reads.")]
    public bool? Truncated { get; init; }

    public bool? Cached { get; init; }

    [Description("Instead of a score, when the model failed at this text and not at its neighbours.")]
    public Problem? Error { get; init; }

    public static ScoreResult Of(string id, Verdict verdict, TokenSequence tokens) => new()
    {
        Id = id,
        Label = LabelOrder.Name(verdict.Label),
        Sentiment = verdict.Sentiment,
        Scores = new Scores(verdict.Positive, verdict.Negative, verdict.Neutral),
        Tokens = tokens.Length,
        Truncated = tokens.Truncated,
        Cached = false,
    };
}

/// <summary>Probabilities; they sum to 1 within 1e-6.</summary>
internal sealed record Scores(double Positive, double Negative, double Neutral);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(ScoreResponse))]
internal sealed partial class ScoringJson : JsonSerializerContext;
