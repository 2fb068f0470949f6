using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>
/// A line of a batch's results: what <c>/v1/score</c> answers for a text, and behind it what made it, since a batch may
/// outlive a model. It begins with the id, by which a stream is resumed.
/// </summary>
internal sealed record BatchResult : ScoreResult
{
    [SetsRequiredMembers]
    public BatchResult(ScoreResult score)
        : base(score)
    {
    }

    [Description("SHA-256 of the weights that made it.")]
    [JsonPropertyOrder(1)]
    public string? ModelSha { get; init; }

    [Description("Same fingerprint, same bits.")]
    [JsonPropertyOrder(1)]
    public string? Fingerprint { get; init; }

    [Description("Of a rescoring: what the earlier weights said.")]
    [JsonPropertyOrder(1)]
    public PreviousScore? Previous { get; init; }
}

/// <summary>What a text's earlier score was; without one where the model had failed at it.</summary>
internal sealed record PreviousScore
{
    [Description("The batch whose result it was.")]
    public required Guid BatchId { get; init; }

    [AllowedValues("positive", "negative", "neutral")]
    public string? Label { get; init; }

    public double? Sentiment { get; init; }

    public Scores? Scores { get; init; }

    public required string ModelSha { get; init; }

    public required string Fingerprint { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(PreviousScore))]
internal sealed partial class BatchJson : JsonSerializerContext;
