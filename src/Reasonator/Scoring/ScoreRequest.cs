using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reasonator.Scoring;

/// <summary>What may be asked.</summary>
internal sealed record ScoreRequest
{
    public const int MostItems = 32;
    public const int MostBytes = 1 << 20;
    public const int DeepestNesting = 8;

    [Description("1 to 32 texts; more is 413.")]
    [MinLength(1)]
    [MaxLength(MostItems)]
    public required IReadOnlyList<ScoreItem> Items { get; init; }

    [Description("sentence: the text as one sequence of at most 512 tokens.")]
    [AllowedValues("sentence")]
    [DefaultValue("sentence")]
    public string? Mode { get; init; }

    [Description("This version does not explain scores: leave it out or send false.")]
    [AllowedValues(false)]
    public bool? Explain { get; init; }
}
