using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Reasonator.Scoring;

namespace Reasonator.Tracing;

/// <summary>A stored score: what was said of which text, when, to whom, and what made it.</summary>
internal sealed record TracedScore
{
    [Description("Sorts by time; goes into after.")]
    public required string Id { get; init; }

    public required DateTime ScoredAt { get; init; }

    [Description("Whose token the request carried.")]
    [AllowedValues("service", "operator")]
    public required string Caller { get; init; }

    [Description("X-Request-Id of the request that scored it, or submitted its batch.")]
    public required string RequestId { get; init; }

    [Description("Of a batch's item.")]
    public Guid? BatchId { get; init; }

    [Description("Of a batch's item: its id in the batch.")]
    public string? ItemId { get; init; }

    [AllowedValues(ScoreRequest.SentenceMode, ScoreRequest.DocumentMode)]
    public required string Mode { get; init; }

    [Description("SHA-256 of the trimmed text's UTF-8, 64 hex digits.")]
    public required string TextSha256 { get; init; }

    [Description("UTF-16 units; not kept of a batch's item.")]
    public int? TextLength { get; init; }

    [Description("Tokens read, of all sentences of a document.")]
    public required int Tokens { get; init; }

    [AllowedValues("positive", "negative", "neutral")]
    public required string Label { get; init; }

    [Description("P(positive) − P(negative), in [−1, 1].")]
    public required double Sentiment { get; init; }

    public required Scores Scores { get; init; }

    [Description("SHA-256 of the weights that made it.")]
    public required string ModelSha { get; init; }

    [Description("Same fingerprint, same bits.")]
    public required string Fingerprint { get; init; }

    [Description("True when other weights, vocabulary, label order or quantisation made it than those that are loaded now.")]
    public required bool Stale { get; init; }

    [Description("True when its text is held and has no newer score, nor one on its way: a rescoring takes it once it is stale.")]
    public required bool Rescorable { get; init; }
}
