namespace Reasonator.Modeling;

/// <summary>
/// Products of uint8 activations, quantised at run time for the whole text, with int8 weights that have a scale an
/// output; embeddings as int8 rows with a scale each.
/// </summary>
internal sealed class Int8Products(OnnxGraph graph, IReadOnlyDictionary<string, float[]> divisors, int bits) : BertProducts
{
    private const int LargestByte = 127;

    private readonly int _largest = (1 << (bits - 1)) - 1;
    private readonly Dictionary<string, string[]> _quantised = [];

    public override string Embed(string ids, float[] words, int hidden)
    {
        var rows = words.Length / hidden;
        var table = Quantised.ByRow(words, rows, LargestByte);
        var values = graph.Add("Gather", [graph.Bytes("words.q", table.Values, rows, hidden), ids]);
        var scales = graph.Add("Gather", [graph.Floats("words.s", table.Scales, rows, 1), ids]);
        return graph.Add("Mul", [graph.Add("Cast", [values], ("to", (int)Onnx.TensorProto.Types.DataType.Float)), scales]);
    }

    public override string Divide(string x, string site, int width)
    {
        if (!divisors.TryGetValue(site, out var divisor))
        {
            return x;
        }

        return graph.Add("Mul", [x, graph.Floats($"{site}.f", Array.ConvertAll(divisor, d => 1 / d), width)]);
    }

    public override string Multiply(string x, string name, Linear linear)
    {
        var (weight, scale, zero, bias) = Constants(name, linear);
        return graph.AddMicrosoft("DynamicQuantizeMatMul", [x, weight, scale, zero, bias]);
    }

    public override string MultiplyShared(string x, string name, Linear linear)
    {
        if (!_quantised.TryGetValue(x, out var q))
        {
            q = _quantised[x] = graph.Add("DynamicQuantizeLinear", "", [x], outputs: 3, []);
        }

        var (weight, scale, zero, bias) = Constants(name, linear);
        return graph.AddMicrosoft("MatMulIntegerToFloat", [q[0], weight, q[1], scale, q[2], zero, bias]);
    }

    private (string Weight, string Scale, string Zero, string Bias) Constants(string name, Linear linear)
    {
        var weight = Quantised.ByColumn(linear.Weight, linear.Outputs, _largest);
        return (
            graph.Bytes($"{name}.q", weight.Values, linear.Inputs, linear.Outputs),
            graph.Floats($"{name}.s", weight.Scales, linear.Outputs),
            graph.Bytes($"{name}.z", new sbyte[linear.Outputs], linear.Outputs),
            graph.Floats($"{name}.b", linear.Bias, linear.Outputs));
    }
}
