using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>What a batch may hold; read by the reader of <c>/v1/score</c>, with other limits.</summary>
internal sealed record BatchRequest
{
    [Description("1 to 10,000 texts in a body of at most 16 MiB; more is 413.")]
    [MinLength(1)]
    [MaxLength(RequestLimits.MostBatchItems)]
    public required IReadOnlyList<ScoreItem> Items { get; init; }

    [Description("As in /v1/score, for all items.")]
    [AllowedValues(ScoreRequest.SentenceMode, ScoreRequest.DocumentMode)]
    [DefaultValue(ScoreRequest.SentenceMode)]
    public string? Mode { get; init; }
}
