using Onnx;
using Reasonator.Modeling;

namespace Reasonator.Bench.Peers;

/// <summary>
/// Products as ONNX Runtime's <c>quantize_dynamic</c> writes them: DynamicQuantizeLinear, MatMulInteger with int8 weights of one
/// scale, and the way back to float32. The runtime fuses them when it loads the graph.
/// </summary>
internal sealed class PlainProducts(OnnxGraph graph) : BertProducts
{
    private const int Largest = 127;

    private readonly Dictionary<string, string[]> _quantised = [];

    public override string Embed(string ids, float[] words, int hidden)
    {
        var table = Of(words);
        var rows = graph.Add("Gather", [graph.Bytes("words.q", table.Values, words.Length / hidden, hidden), ids]);
        return graph.Add("DequantizeLinear", [rows, graph.Floats("words.s", table.Scales), graph.Bytes("words.z", [0])]);
    }

    public override string Divide(string x, string site, int width) => x;

    public override string Multiply(string x, string name, Linear linear)
    {
        if (!_quantised.TryGetValue(x, out var q))
        {
            q = _quantised[x] = graph.Add("DynamicQuantizeLinear", "", [x], outputs: 3, []);
        }

        var weight = Of(linear.Weight);
        var values = graph.Bytes($"{name}.q", weight.Values, linear.Inputs, linear.Outputs);
        var product = graph.Add("MatMulInteger", [q[0], values, q[2], graph.Bytes($"{name}.z", [0])]);
        var scale = graph.Add("Mul", [q[1], graph.Floats($"{name}.s", weight.Scales)]);
        var back = graph.Add("Mul", [graph.Add("Cast", [product], ("to", (int)TensorProto.Types.DataType.Float)), scale]);
        return graph.Add("Add", [back, graph.Floats($"{name}.b", linear.Bias, linear.Outputs)]);
    }

    public override string MultiplyShared(string x, string name, Linear linear) => Multiply(x, name, linear);

    private static Quantised Of(float[] weight) => Quantised.ByRow(weight, 1, Largest);
}
