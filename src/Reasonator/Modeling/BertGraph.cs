using Onnx;

namespace Reasonator.Modeling;

/// <summary>
/// Writes a BERT classifier as the graph that runs fastest on a CPU: one input <c>input_ids</c> [1, n], no mask and no
/// segments because nothing is padded, and in the last layer only the first position, which is all that the classifier
/// reads.
/// </summary>
internal sealed class BertGraph
{
    public const string Ids = "input_ids";
    public const string Logits = "logits";

    private readonly OnnxGraph _graph;
    private readonly BertConfig _config;
    private readonly BertWeights _weights;
    private readonly BertProducts _products;

    private BertGraph(OnnxGraph graph, BertConfig config, BertWeights weights, BertProducts products) =>
        (_graph, _config, _weights, _products) = (graph, config, weights, products);

    /// <summary>The float32 graph: what the quantised one is measured against.</summary>
    /// <param name="config">The shape of the whole.</param>
    /// <param name="weights">The weights as they were trained.</param>
    /// <param name="watched">Takes the name of the output that gives the inputs of each product, by its site; null where nobody watches.</param>
    public static ModelProto Float(BertConfig config, BertWeights weights, Dictionary<string, string>? watched = null)
    {
        var graph = new OnnxGraph();
        return new BertGraph(graph, config, weights, new FloatProducts(graph, watched)).Build();
    }

    /// <summary>The int8 graph of weights and activations that were smoothed.</summary>
    public static ModelProto Int8(BertConfig config, SmoothedWeights smoothed, int bits)
    {
        var graph = new OnnxGraph();
        return new BertGraph(graph, config, smoothed.Weights, new Int8Products(graph, smoothed.Divisors, bits)).Build();
    }

    private ModelProto Build()
    {
        _graph.Input(Ids);
        var x = Normalise(_graph.Add("Add", [_products.Embed(Ids, _weights.Words, _config.HiddenSize), Positions()]), _weights.EmbeddingNorm, "e");
        for (var l = 0; l < _weights.Layers.Count; l++)
        {
            x = Layer(x, l);
        }

        var first = _graph.Add("Gather", [x, _graph.Longs("zero", [0])], ("axis", 1));
        var pooled = _graph.Add("Tanh", [Dense(first, "pooler", _weights.Pooler)]);
        _graph.Output(Dense(pooled, "classifier", _weights.Classifier), Logits, _weights.Classifier.Outputs);
        return _graph.ToModel();
    }

    /// <summary>The first n rows of the position table.</summary>
    private string Positions()
    {
        var length = _graph.Add("Gather", [_graph.Add("Shape", [Ids]), _graph.Longs("one", [1])], ("axis", 0));
        var end = _graph.Add("Unsqueeze", [length, First()]);
        var table = _graph.Floats("positions", _weights.Positions, _config.MaxPositionEmbeddings, _config.HiddenSize);
        return _graph.Add("Slice", [table, First(), end, First()]);
    }

    private string Layer(string x, int l)
    {
        var layer = _weights.Layers[l];
        var last = l == _weights.Layers.Count - 1;
        var scaled = _products.Divide(x, $"{l}.qkv", layer.Query.Inputs);
        var asking = last ? FirstPosition(scaled) : scaled;
        var attention = _graph.AddMicrosoft(
            "MultiHeadAttention",
            [
                _products.MultiplyShared(asking, $"{l}.q", layer.Query),
                _products.MultiplyShared(scaled, $"{l}.k", layer.Key),
                _products.MultiplyShared(scaled, $"{l}.v", layer.Value),
            ],
            ("num_heads", _config.NumAttentionHeads));
        x = last ? FirstPosition(x) : x;
        x = Normalise(_graph.Add("Add", [Product(attention, $"{l}.o", layer.Output), x]), layer.OutputNorm, $"{l}.n1");
        var inner = _graph.AddMicrosoft("Gelu", [Product(x, $"{l}.1", layer.Up)]);
        return Normalise(_graph.Add("Add", [Product(inner, $"{l}.2", layer.Down), x]), layer.DownNorm, $"{l}.n2");
    }

    private string Product(string x, string site, Linear linear) =>
        _products.Multiply(_products.Divide(x, site, linear.Inputs), site, linear);

    private string Dense(string x, string name, Linear linear) => _graph.Add(
        "Gemm", [x, _graph.Floats($"{name}.w", linear.Weight, linear.Inputs, linear.Outputs), _graph.Floats($"{name}.b", linear.Bias, linear.Outputs)]);

    private string Normalise(string x, Norm norm, string name) => _graph.Add(
        "LayerNormalization",
        [x, _graph.Floats($"{name}.g", norm.Gain, norm.Gain.Length), _graph.Floats($"{name}.b", norm.Bias, norm.Bias.Length)],
        ("axis", -1),
        ("epsilon", _config.LayerNormEps));

    private string FirstPosition(string x) => _graph.Add("Slice", [x, First(), _graph.Longs("second", [1], 1), _graph.Longs("sequence", [1], 1)]);

    private string First() => _graph.Longs("first", [0], 1);
}
