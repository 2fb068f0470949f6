using Onnx;
using Reasonator.Modeling;

namespace Reasonator.Bench.Peers;

/// <summary>
/// Writes a BERT classifier as it is usually exported: ids, mask and segments of a padded batch, attention of plain operators,
/// the last layer for every position. What a peer runs, and what every tool can run.
/// </summary>
internal sealed class PlainGraph
{
    private readonly OnnxGraph _graph = new();
    private readonly BertConfig _config;
    private readonly BertWeights _weights;
    private readonly float[] _segments;
    private readonly BertProducts _products;

    private PlainGraph(BertConfig config, BertWeights weights, float[] segments, Func<OnnxGraph, BertProducts> products) =>
        (_config, _weights, _segments, _products) = (config, weights, segments, products(_graph));

    /// <param name="config">The shape of the whole.</param>
    /// <param name="weights">The weights; their positions have the first segment in them.</param>
    /// <param name="segments">[segments, hidden], as the checkpoint has them.</param>
    /// <param name="products">How products are written.</param>
    public static ModelProto Write(BertConfig config, BertWeights weights, float[] segments, Func<OnnxGraph, BertProducts> products) =>
        new PlainGraph(config, weights, segments, products).Build();

    private ModelProto Build()
    {
        var words = _products.Embed(_graph.Input(BertGraph.Ids), _weights.Words, _config.HiddenSize);
        var mask = Mask(_graph.Input("attention_mask"));
        var segments = Segments(_graph.Input("token_type_ids"));
        var x = Normalise(Add(Add(words, segments), Positions()), _weights.EmbeddingNorm, "e");
        for (var l = 0; l < _weights.Layers.Count; l++)
        {
            x = Layer(x, mask, _weights.Layers[l], $"{l}");
        }

        var first = _graph.Add("Gather", [x, _graph.Longs("zero", [0])], ("axis", 1));
        var pooled = _graph.Add("Tanh", [_products.Multiply(first, "pooler", _weights.Pooler)]);
        _graph.Output(_products.Multiply(pooled, "classifier", _weights.Classifier), BertGraph.Logits, _weights.Classifier.Outputs);
        return _graph.ToModel();
    }

    /// <summary>[batch, n] of ones and zeros → [batch, 1, 1, n] of zeros and very little.</summary>
    private string Mask(string mask)
    {
        var rows = _graph.Add("Unsqueeze", [_graph.Add("Cast", [mask], ("to", (int)TensorProto.Types.DataType.Float)), _graph.Longs("middle", [1, 2], 2)]);
        return _graph.Add("Mul", [_graph.Add("Sub", [_graph.Floats("mask.one", [1f]), rows]), _graph.Floats("mask.least", [-10_000f])]);
    }

    // The first segment is in the positions already: the table holds what each segment adds to it.
    private string Segments(string types)
    {
        var hidden = _config.HiddenSize;
        float[] over = [.. _segments.Select((value, i) => value - _segments[i % hidden])];
        return _graph.Add("Gather", [_graph.Floats("segments", over, over.Length / hidden, hidden), types]);
    }

    private string Positions()
    {
        var length = _graph.Add("Gather", [_graph.Add("Shape", [BertGraph.Ids]), _graph.Longs("one", [1], 1)], ("axis", 0));
        var table = _graph.Floats("positions", _weights.Positions, _config.MaxPositionEmbeddings, _config.HiddenSize);
        return _graph.Add("Slice", [table, _graph.Longs("first", [0], 1), length, _graph.Longs("first", [0], 1)]);
    }

    private string Layer(string x, string mask, BertLayer layer, string name)
    {
        var attention = Attention(x, mask, layer, name);
        x = Normalise(Add(_products.Multiply(attention, $"{name}.o", layer.Output), x), layer.OutputNorm, $"{name}.n1");
        var inner = Gelu(_products.Multiply(x, $"{name}.1", layer.Up));
        return Normalise(Add(_products.Multiply(inner, $"{name}.2", layer.Down), x), layer.DownNorm, $"{name}.n2");
    }

    private string Attention(string x, string mask, BertLayer layer, string name)
    {
        var width = _config.HiddenSize / _config.NumAttentionHeads;
        var query = Heads(_products.MultiplyShared(x, $"{name}.q", layer.Query), 0, 2, 1, 3);
        var key = Heads(_products.MultiplyShared(x, $"{name}.k", layer.Key), 0, 2, 3, 1);
        var value = Heads(_products.MultiplyShared(x, $"{name}.v", layer.Value), 0, 2, 1, 3);
        var scores = _graph.Add("Div", [_graph.Add("MatMul", [query, key]), _graph.Floats("root", [MathF.Sqrt(width)])]);
        var shares = _graph.Add("Softmax", [Add(scores, mask)], ("axis", -1));
        var together = _graph.Add("Transpose", [_graph.Add("MatMul", [shares, value])], ("perm", new long[] { 0, 2, 1, 3 }));
        return _graph.Add("Reshape", [together, _graph.Longs("together", [0, 0, _config.HiddenSize], 3)]);
    }

    private string Heads(string x, params long[] order)
    {
        var shape = _graph.Longs("heads", [0, 0, _config.NumAttentionHeads, _config.HiddenSize / _config.NumAttentionHeads], 4);
        return _graph.Add("Transpose", [_graph.Add("Reshape", [x, shape])], ("perm", order));
    }

    private string Gelu(string x)
    {
        var erf = _graph.Add("Erf", [_graph.Add("Div", [x, _graph.Floats("root2", [MathF.Sqrt(2)])])]);
        var product = _graph.Add("Mul", [x, Add(erf, _graph.Floats("gelu.one", [1f]))]);
        return _graph.Add("Mul", [product, _graph.Floats("half", [0.5f])]);
    }

    private string Normalise(string x, Norm norm, string name) => _graph.Add(
        "LayerNormalization",
        [x, _graph.Floats($"{name}.g", norm.Gain, norm.Gain.Length), _graph.Floats($"{name}.b", norm.Bias, norm.Bias.Length)],
        ("axis", -1),
        ("epsilon", _config.LayerNormEps));

    private string Add(string a, string b) => _graph.Add("Add", [a, b]);
}
