using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>Gain and bias of a layer normalisation.</summary>
internal sealed record Norm(float[] Gain, float[] Bias);

/// <summary>One encoder layer: attention and its output, then the feed-forward's two products.</summary>
internal sealed record BertLayer(Linear Query, Linear Key, Linear Value, Linear Output, Norm OutputNorm, Linear Up, Linear Down, Norm DownNorm);

/// <summary>
/// The float weights of a BERT classifier: word embeddings [vocabulary, hidden], and position embeddings [positions,
/// hidden] with the first segment's embedding added to each.
/// </summary>
internal sealed record BertWeights(
    float[] Words, float[] Positions, Norm EmbeddingNorm, IReadOnlyList<BertLayer> Layers, Linear Pooler, Linear Classifier)
{
    /// <summary>Reads the weights by the names that Hugging Face gives them.</summary>
    /// <param name="tensor">A tensor of a name and a shape, as PyTorch stores it: a product's weight is [outputs, inputs].</param>
    /// <param name="config">The shape of the whole.</param>
    public static BertWeights Read(Func<string, int[], float[]> tensor, BertConfig config)
    {
        var (hidden, inner) = (config.HiddenSize, config.IntermediateSize);
        float[] Tensor(string name, int[] shape) => tensor(name, shape) is var values && Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new ModelException($"The tensor {name} has a value that is not a finite number: the checkpoint is damaged, or its training diverged.");
        Linear Product(string name, int inputs, int outputs) =>
            new(Transposed(Tensor($"{name}.weight", [outputs, inputs]), inputs), Tensor($"{name}.bias", [outputs]));
        Norm Normalisation(string name) => new(Tensor($"{name}.weight", [hidden]), Tensor($"{name}.bias", [hidden]));
        BertLayer Layer(string name) => new(
            Product($"{name}.attention.self.query", hidden, hidden),
            Product($"{name}.attention.self.key", hidden, hidden),
            Product($"{name}.attention.self.value", hidden, hidden),
            Product($"{name}.attention.output.dense", hidden, hidden),
            Normalisation($"{name}.attention.output.LayerNorm"),
            Product($"{name}.intermediate.dense", hidden, inner),
            Product($"{name}.output.dense", inner, hidden),
            Normalisation($"{name}.output.LayerNorm"));
        var segments = Tensor("bert.embeddings.token_type_embeddings.weight", [config.TypeVocabSize, hidden]);
        var positions = Tensor("bert.embeddings.position_embeddings.weight", [config.MaxPositionEmbeddings, hidden]);
        return new BertWeights(
            Tensor("bert.embeddings.word_embeddings.weight", [config.VocabSize, hidden]),
            [.. positions.Select((value, i) => value + segments[i % hidden])],
            Normalisation("bert.embeddings.LayerNorm"),
            [.. Enumerable.Range(0, config.NumHiddenLayers).Select(l => Layer($"bert.encoder.layer.{l}"))],
            Product("bert.pooler.dense", hidden, hidden),
            Product("classifier", hidden, config.Labels.Count));
    }

    /// <summary>[rows, columns] → [columns, rows].</summary>
    public static float[] Transposed(float[] weight, int columns)
    {
        var rows = weight.Length / columns;
        var transposed = new float[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = weight[i];
        }

        return transposed;
    }
}
