using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reasonator.Scoring;

/// <summary>One text and the name its answer will carry.</summary>
internal sealed record ScoreItem
{
    public const int LongestId = 128;
    public const int LongestText = 20_000;

    [Description("Unique within the request; its index where absent.")]
    [MaxLength(LongestId)]
    public string? Id { get; init; }

    [Description("1 to 20,000 UTF-16 units after trimming white space at both ends.")]
    public required string Text { get; init; }
}
