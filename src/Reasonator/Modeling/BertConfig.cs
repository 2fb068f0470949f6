using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>The shape of a BERT classifier: a checkpoint's <c>config.json</c>, as Hugging Face writes it.</summary>
internal sealed record BertConfig
{
    public const string FileName = "config.json";

    public required string ModelType { get; init; }

    public required string HiddenAct { get; init; }

    public required int HiddenSize { get; init; }

    public required int NumHiddenLayers { get; init; }

    public required int NumAttentionHeads { get; init; }

    public required int IntermediateSize { get; init; }

    public required int VocabSize { get; init; }

    public required int MaxPositionEmbeddings { get; init; }

    public required float LayerNormEps { get; init; }

    public required int TypeVocabSize { get; init; }

    public string? PositionEmbeddingType { get; init; }

    /// <summary>The label of each output, by its number.</summary>
    [JsonPropertyName("id2label")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The labels in the order of the outputs, in lower case.</summary>
    public IReadOnlyList<string> LabelOrder => [.. Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value.ToLowerInvariant())];

    /// <exception cref="ModelException">Missing, not JSON, or of a model that cannot be built.</exception>
    public static BertConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var config = JsonSerializer.Deserialize(File.ReadAllBytes(path), BertConfigJson.Default.BertConfig);
            return config?.FaultOf() is { } fault ? throw new ModelException($"{path} {fault}.") : config!;
        }
        catch (IOException e)
        {
            throw new ModelException($"{path} cannot be read: --from must name the folder of a Hugging Face checkpoint, with its {FileName}.", e);
        }
        catch (JsonException e)
        {
            throw new ModelException($"{path} is not the config of a BERT classifier: {e.Message}", e);
        }
    }

    private string? FaultOf() =>
        ModelType != "bert" ? $"is of a {ModelType} model; only bert can be built"
        : HiddenAct != "gelu" ? $"has the activation {HiddenAct}; only gelu can be built"
        : PositionEmbeddingType is not (null or "absolute") ? $"has {PositionEmbeddingType} position embeddings; only absolute ones can be built"
        : !Inference.Runtime.LabelOrder.IsValid(LabelOrder) ? "must name positive, negative and neutral, each once, as id2label"
        : NumHiddenLayers < 1 || NumAttentionHeads < 1 || HiddenSize % NumAttentionHeads != 0 ? "has sizes that no BERT has"
        : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BertConfig))]
internal sealed partial class BertConfigJson : JsonSerializerContext;
