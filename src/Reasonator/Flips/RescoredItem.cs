using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Batches;
using Reasonator.Inference.Runtime;

namespace Reasonator.Flips;

/// <summary>A text's new score beside its earlier one, as a rescoring's results have it. Where the model failed, a score is absent.</summary>
internal sealed record RescoredItem(string Id, string? Label, double? Sentiment, string ModelSha, PreviousScore Previous)
{
    /// <summary>Both scores are there.</summary>
    public bool IsComparable => Label is not null && Previous.Label is not null;

    public bool IsFlipped => IsComparable && Label != Previous.Label;

    /// <summary>New sentiment − old; null where one is absent. To the decimals of the scores.</summary>
    public double? Change => Sentiment - Previous.Sentiment is { } change ? Math.Round(change, LabelOrder.Decimals) : null;

    /// <summary>Null where the line is no result of a rescoring.</summary>
    public static RescoredItem? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RescoredJson.Default.RescoredItem) is { Id: not null, ModelSha: not null, Previous.ModelSha: not null } item ? item : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RescoredItem))]
internal sealed partial class RescoredJson : JsonSerializerContext;
