using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reasonator.Scoring;

/// <summary>What may be asked.</summary>
internal sealed record ScoreRequest
{
    public const int MostItems = 32;
    public const int MostBytes = 1 << 20;
    public const int DeepestNesting = 8;
    public const int MostWords = 64;
    public const string SentenceMode = "sentence";
    public const string DocumentMode = "document";

    [Description("1 to 32 texts; more is 413.")]
    [MinLength(1)]
    [MaxLength(MostItems)]
    public required IReadOnlyList<ScoreItem> Items { get; init; }

    [Description("sentence: the text as one sequence of at most 512 tokens. document: split into sentences, each scored; the item's score is their mean, weighted by tokens.")]
    [AllowedValues(SentenceMode, DocumentMode)]
    [DefaultValue(SentenceMode)]
    public string? Mode { get; init; }

    [Description("true, with one item of at most 64 words in sentence mode: the result gets words, each with its effect on the sentiment.")]
    [DefaultValue(false)]
    public bool? Explain { get; init; }

    [JsonIgnore]
    public bool IsDocument => Mode is DocumentMode;
}
