using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>The shape of a BERT classifier: a checkpoint's <c>config.json</c>, as Hugging Face writes it.</summary>
internal sealed record BertConfig
{
    public const string FileName = "config.json";

    // More than any BERT has, and little enough that no product of two overflows.
    private const int LargestSize = 1_000_000;
    private static readonly string[] Outputs = ["0", "1", "2"];

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
            var config = JsonSerializer.Deserialize(File.ReadAllBytes(path), BertConfigJson.Default.BertConfig)
                ?? throw new ModelException($"{path} is null: give the config of a BERT classifier.");
            return config.FaultOf() is { } fault ? throw new ModelException($"{path} {fault}.") : config;
        }
        catch (IOException e)
        {
            throw new ModelException($"{path} cannot be read: --from must name the folder of a Hugging Face checkpoint, with its {FileName}.", e);
        }
        catch (JsonException e)
        {
            // The path of a value that is missing is that of the whole.
            var what = e.Path is null or "$" ? e.Message : $"{e.Path[2..]} has a value of another kind (line {e.LineNumber + 1}).";
            throw new ModelException($"{path} is not the config of a BERT classifier: {what}", e);
        }
    }

    private string? FaultOf() =>
        ModelType != "bert" ? $"is of a {ModelType} model; only bert can be built"
        : HiddenAct != "gelu" ? $"has the activation {HiddenAct}; only gelu can be built"
        : PositionEmbeddingType is not (null or "absolute") ? $"has {PositionEmbeddingType} position embeddings; only absolute ones can be built"
        : Labels.Values.Contains(null!) || !Labels.Keys.Order(StringComparer.Ordinal).SequenceEqual(Outputs) || !Inference.Runtime.LabelOrder.IsValid(LabelOrder)
            ? "must name positive, negative and neutral, each once, as id2label of 0, 1 and 2"
        : Sizes().FirstOrDefault(size => size.Value is < 1 or > LargestSize) is { Name: { } name } wrong
            ? $"has the {name} {wrong.Value}; it must be 1 to {LargestSize}"
        : MaxPositionEmbeddings < 2 ? "has room for less than [CLS] and [SEP] by its max_position_embeddings"
        : HiddenSize % NumAttentionHeads != 0
            ? $"has sizes that no BERT has: hidden_size {HiddenSize} is no multiple of num_attention_heads {NumAttentionHeads}"
        : !(LayerNormEps is > 0 and < 1) ? $"has the layer_norm_eps {LayerNormEps}; it must lie between 0 and 1"
        : null;

    private IEnumerable<(string Name, int Value)> Sizes() =>
    [
        ("hidden_size", HiddenSize),
        ("num_hidden_layers", NumHiddenLayers),
        ("num_attention_heads", NumAttentionHeads),
        ("intermediate_size", IntermediateSize),
        ("vocab_size", VocabSize),
        ("max_position_embeddings", MaxPositionEmbeddings),
        ("type_vocab_size", TypeVocabSize),
    ];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BertConfig))]
internal sealed partial class BertConfigJson : JsonSerializerContext;
