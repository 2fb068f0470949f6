using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using Reasonator.Inference.Runtime;
using Reasonator.Modeling;

namespace Reasonator.Bench.Peers;

/// <summary>Whether the plain graph is the same model as the service's, on a small one with random weights.</summary>
internal static class PlainGraphCheck
{
    private const int Hidden = 64;
    private const int Inner = 128;
    private const int Words = 50;

    private static readonly long[] Ids = [2, 7, 11, 40, 3];
    private static readonly long[] Padding = [0, 0, 0];

    public static IEnumerable<(string Sentence, Func<bool> Holds)> All()
    {
        var (config, weights, segments) = Random();
        Dictionary<string, long[]> one = new() { ["input_ids"] = Ids, ["attention_mask"] = [1, 1, 1, 1, 1], ["token_type_ids"] = new long[5] };
        Dictionary<string, long[]> padded = new() { ["input_ids"] = [.. Ids, .. Padding], ["attention_mask"] = [1, 1, 1, 1, 1, 0, 0, 0], ["token_type_ids"] = new long[8] };
        var expected = new Lazy<float[]>(() => Run(BertGraph.Float(config, weights), new() { ["input_ids"] = Ids }));
        float[] Plain(Func<OnnxGraph, BertProducts> products, Dictionary<string, long[]> inputs) => Run(PlainGraph.Write(config, weights, segments, products), inputs);
        return
        [
            ("In float32 the plain graph gives the logits of the service's", () => Off(Plain(graph => new FloatProducts(graph, null), one), expected.Value) < 1e-4),
            ("In float32 the mask hides the padding", () => Off(Plain(graph => new FloatProducts(graph, null), padded), expected.Value) < 1e-4),
            ("In int8 the plain graph stays near the float32 one", () => Off(Plain(graph => new PlainProducts(graph), one), expected.Value) is > 0 and < 0.1),
        ];
    }

    /// <summary>The largest difference, over the largest logit.</summary>
    private static double Off(float[] actual, float[] expected) =>
        actual.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)) / expected.Max(Math.Abs);

    private static float[] Run(ModelProto model, Dictionary<string, long[]> inputs)
    {
        using var session = OnnxSessions.Open(model.ToByteArray());
        var values = inputs.ToDictionary(input => input.Key, input => OrtValue.CreateTensorValueFromMemory(input.Value, [1, input.Value.Length]));
        using var run = new RunOptions();
        using var results = session.Run(run, values, session.OutputNames);
        float[] logits = [.. results[0].GetTensorDataAsSpan<float>()];
        foreach (var value in values.Values)
        {
            value.Dispose();
        }

        return logits;
    }

    private static (BertConfig Config, BertWeights Weights, float[] Segments) Random()
    {
        var random = new Random(1);
        var config = new BertConfig
        {
            ModelType = "bert",
            HiddenAct = "gelu",
            HiddenSize = Hidden,
            NumHiddenLayers = 2,
            NumAttentionHeads = 4,
            IntermediateSize = Inner,
            VocabSize = Words,
            MaxPositionEmbeddings = 16,
            LayerNormEps = 1e-12f,
            TypeVocabSize = 2,
            Labels = new Dictionary<string, string> { ["0"] = "positive", ["1"] = "negative", ["2"] = "neutral" },
        };
        var tensors = new Dictionary<string, float[]>();
        // The same tensor again for the same name; gains near one, everything else small.
        float[] Tensor(string name, int[] shape) => tensors.TryGetValue(name, out var known) ? known : tensors[name] =
            [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1 : 0) + (0.2f * (random.NextSingle() - 0.5f)))];
        return (config, BertWeights.Read(Tensor, config), Tensor("bert.embeddings.token_type_embeddings.weight", [2, Hidden]));
    }
}
