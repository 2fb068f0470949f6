using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tests.Tokenization;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Runtime;

public sealed class OnnxSentimentModelTests
{
    private static readonly string Folder = RepositoryFiles.InRepository("models/finbert-mini");

    [Fact]
    public void Gives_the_recorded_logits_of_every_golden_text()
    {
        using var model = OnnxSentimentModel.Load(Path.Combine(Folder, "model.onnx"));
        foreach (var (ids, expected) in Golden())
        {
            var logits = model.Infer(new TokenSequence(ids, false));
            float[] actual = [logits.First, logits.Second, logits.Third];
            // Recorded with another version of the runtime: the same integers, sums in another order.
            Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 0.05));
        }
    }

    [Fact]
    public void The_same_text_gives_the_same_bits_alone_and_beside_others()
    {
        using var model = OnnxSentimentModel.Load(Path.Combine(Folder, "model.onnx"));
        var texts = Golden().Select(g => new TokenSequence(g.Ids, false)).ToList();
        var alone = texts.ConvertAll(model.Infer);

        var beside = new Logits[texts.Count * 4];
        Parallel.For(0, beside.Length, i => beside[i] = model.Infer(texts[i % texts.Count]));

        Assert.Equal(Enumerable.Repeat(alone, 4).SelectMany(l => l), beside);
    }

    [Fact]
    public void What_is_no_graph_is_refused_with_a_sentence()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "not a graph");

        Assert.Contains("not a graph", Assert.Throws<ModelLoadException>(() => OnnxSentimentModel.Load(path)).Message);
        File.Delete(path);
    }

    private static List<(int[] Ids, double[] Logits)> Golden() =>
    [
        .. File.ReadLines(Path.Combine(Folder, "golden.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Select(golden => (
            golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray(),
            golden.GetProperty("logits_int8").EnumerateArray().Select(l => l.GetDouble()).ToArray())),
    ];
}
