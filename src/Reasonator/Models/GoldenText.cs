using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reasonator.Models;

/// <summary>
/// One line of the golden file: a text and what the reference gave it. What is absent is not compared; fields that are
/// not named here, such as a source, are passed over.
/// </summary>
internal sealed record GoldenText(
    string Text,
    int[]? Ids = null,
    bool? Truncated = null,
    string? Label = null,
    double[]? LogitsFp32 = null,
    double? Positive = null,
    double? Negative = null,
    double? Neutral = null)
{
    /// <summary>Whether an answer of the network is recorded; else the ids alone are, and the text need not be run.</summary>
    [JsonIgnore]
    public bool HasAnswer => LogitsFp32 is not null || (Label ?? (object?)(Positive ?? Negative ?? Neutral)) is not null;

    private bool IsValid => Text is not null && LogitsFp32 is null or { Length: 3 } && (HasAnswer || Ids is not null);

    /// <summary>Reads the lines of a golden file.</summary>
    /// <exception cref="ModelException">A line is not a golden text, or no answer is recorded.</exception>
    public static IEnumerable<GoldenText> ReadAll(byte[] bytes)
    {
        var (number, answers) = (0, 0);
        var rest = new ReadOnlyMemory<byte>(bytes);
        while (rest.Length > 0)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Length > 0)
            {
                var text = Parse(line.Span, ++number);
                answers += text.HasAnswer ? 1 : 0;
                yield return text;
            }
        }

        if (answers == 0)
        {
            throw new ModelException("The golden file holds no text with its answer; restore it from the repository.");
        }
    }

    private static GoldenText Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GoldenJson.Default.GoldenText) is { IsValid: true } golden ? golden : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ModelException($"Line {number} of the golden file is not a golden text; restore it from the repository.", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GoldenText))]
internal sealed partial class GoldenJson : JsonSerializerContext;
