using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using Reasonator.Inference.Runtime;
using Reasonator.Modeling;

namespace Reasonator.Tests.Modeling;

/// <summary>Exports take ids, mask and segments; ours take ids alone. Both are read, and mean the same.</summary>
public sealed class GraphShapeTests : IDisposable
{
    private const int Hidden = 32;

    private readonly SmallCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void A_graph_with_mask_and_segments_gives_what_the_one_without_gives()
    {
        var checkpoint = Checkpoint.Read(_checkpoint.Folder);
        var tokens = checkpoint.Tokenizer.Encode("Profit rose sharply", 512);
        using var one = Load("one", BertGraph.Float(checkpoint.Config, checkpoint.Weights));
        using var three = Load("three", WithMaskAndSegments(BertGraph.Float(checkpoint.Config, checkpoint.Weights)));

        var (expected, actual) = (one.Infer(tokens), three.Infer(tokens));

        Assert.True(expected.AreFinite);
        Assert.Equal(expected.First, actual.First, 1e-5f);
        Assert.Equal(expected.Second, actual.Second, 1e-5f);
        Assert.Equal(expected.Third, actual.Third, 1e-5f);
    }

    [Theory]
    [InlineData("input", "pixel_values")]
    [InlineData("output", "no output logits")]
    public void A_graph_with_other_inputs_or_outputs_is_refused(string part, string says)
    {
        var checkpoint = Checkpoint.Read(_checkpoint.Folder);
        var model = BertGraph.Float(checkpoint.Config, checkpoint.Weights);
        if (part == "input")
        {
            var other = model.Graph.Input[0].Clone();
            other.Name = "pixel_values";
            model.Graph.Input.Add(other);
            model.Graph.Node.Add(new NodeProto { OpType = "Shape", Input = { "pixel_values" }, Output = { "unused" } });
        }
        else
        {
            model.Graph.Output[0].Name = model.Graph.Node[^1].Output[0] = "scores";
        }

        Assert.Contains(says, Assert.Throws<ModelLoadException>(() => Load("other", model)).Message);
    }

    private OnnxSentimentModel Load(string name, ModelProto model)
    {
        OnnxFiles.Write(model, Directory.CreateDirectory(_checkpoint.PathOf(name)).FullName);
        return OnnxSentimentModel.Load(Path.Combine(_checkpoint.PathOf(name), "model.onnx"));
    }

    /// <summary>A mask that is not all ones wipes positions out, and the second segment moves them far away.</summary>
    private static ModelProto WithMaskAndSegments(ModelProto model)
    {
        var graph = model.Graph;
        foreach (var name in (string[])["attention_mask", "token_type_ids"])
        {
            var input = graph.Input[0].Clone();
            input.Name = name;
            graph.Input.Add(input);
        }

        float[] segments = [.. Enumerable.Range(0, 2 * Hidden).Select(i => i < Hidden ? 0f : 100 * (i % 3))];
        graph.Initializer.Add(new TensorProto { Name = "segments", DataType = (int)TensorProto.Types.DataType.Float, Dims = { 2, Hidden }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(segments)) });
        graph.Initializer.Add(new TensorProto { Name = "two", DataType = (int)TensorProto.Types.DataType.Int64, Dims = { 1 }, Int64Data = { 2 } });
        var embedded = graph.Node.First(node => node.OpType == "Add");
        var at = graph.Node.IndexOf(embedded) + 1;
        var normalised = graph.Node.First(node => node.OpType == "LayerNormalization");
        normalised.Input[0] = "masked";
        NodeProto[] added =
        [
            new() { OpType = "Gather", Input = { "segments", "token_type_ids" }, Output = { "segment" } },
            new() { OpType = "Add", Input = { embedded.Output[0], "segment" }, Output = { "moved" } },
            new() { OpType = "Cast", Input = { "attention_mask" }, Output = { "mask" }, Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 1 } } },
            new() { OpType = "Unsqueeze", Input = { "mask", "two" }, Output = { "column" } },
            new() { OpType = "Mul", Input = { "moved", "column" }, Output = { "masked" } },
        ];
        foreach (var node in added)
        {
            graph.Node.Insert(at++, node);
        }

        return model;
    }
}
