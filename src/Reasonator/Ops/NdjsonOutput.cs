using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Scoring;

namespace Reasonator.Ops;

/// <summary>The lines that the verbs print.</summary>
internal static class NdjsonOutput
{
    public static byte[] Score(ScoreLine line) => JsonSerializer.SerializeToUtf8Bytes(line, NdjsonJson.Default.ScoreLine);

    public static byte[] Ids(int[] ids) => JsonSerializer.SerializeToUtf8Bytes(new IdsLine(ids), NdjsonJson.Default.IdsLine);

    public static byte[] Error(ErrorLine line) => JsonSerializer.SerializeToUtf8Bytes(line, NdjsonJson.Default.ErrorLine);
}

/// <summary>A score as <c>score</c> prints it: the HTTP result, and what made it.</summary>
internal sealed record ScoreLine(
    string? Id, string Label, double Sentiment, Scores Scores, int Tokens, bool Truncated, string Model, string ModelSha, string Fingerprint)
{
    /// <summary>Set when the score was to be explained.</summary>
    public IReadOnlyList<WordEffect>? Words { get; init; }
}

/// <summary>The ids of a text, not truncated.</summary>
internal sealed record IdsLine(int[] Ids);

/// <summary>Stands in the place of a line that has no answer.</summary>
/// <param name="Id">The line's own id.</param>
/// <param name="Error">The line's number, and why.</param>
/// <param name="Type">A stable name of the fault, where there is one.</param>
internal sealed record ErrorLine(string? Id, string Error, string? Type = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScoreLine))]
[JsonSerializable(typeof(IdsLine))]
[JsonSerializable(typeof(ErrorLine))]
internal sealed partial class NdjsonJson : JsonSerializerContext;
