namespace Reasonator.Modeling;

/// <summary>Products in float32; where somebody watches, their inputs are given out too.</summary>
internal sealed class FloatProducts(OnnxGraph graph, Dictionary<string, string>? watched) : BertProducts
{
    public override string Embed(string ids, float[] words, int hidden) =>
        graph.Add("Gather", [graph.Floats("words", words, words.Length / hidden, hidden), ids]);

    public override string Divide(string x, string site, int width)
    {
        if (watched?.TryAdd(site, x) is true)
        {
            graph.Watch(x, width);
        }

        return x;
    }

    public override string Multiply(string x, string name, Linear linear)
    {
        var product = graph.Add("MatMul", [x, graph.Floats($"{name}.w", linear.Weight, linear.Inputs, linear.Outputs)]);
        return graph.Add("Add", [product, graph.Floats($"{name}.b", linear.Bias, linear.Outputs)]);
    }

    public override string MultiplyShared(string x, string name, Linear linear) => Multiply(x, name, linear);
}
