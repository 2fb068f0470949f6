using System.Text.Json.Nodes;
using Onnx;
using Reasonator.Modeling;
using Reasonator.Models;

namespace Reasonator.Tests.Modeling;

/// <summary>What cannot be built is told in a sentence, and nothing is left behind.</summary>
public sealed class BuildRefusalTests : IDisposable
{
    private readonly SmallCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [InlineData("model_type", "\"roberta\"", "only bert")]
    [InlineData("hidden_act", "\"relu\"", "only gelu")]
    [InlineData("position_embedding_type", "\"relative_key\"", "only absolute")]
    [InlineData("id2label", """{"0":"LABEL_0","1":"LABEL_1","2":"LABEL_2"}""", "id2label")]
    [InlineData("num_attention_heads", "5", "sizes")]
    [InlineData("hidden_size", "\"many\"", "config")]
    [InlineData("intermediate_size", "65", "where config.json says [65, 32]")]
    [InlineData("vocab_size", "30521", "30522 tokens")]
    public void A_config_of_something_else(string field, string value, string says)
    {
        _checkpoint.EditConfig(config => config[field] = JsonNode.Parse(value));

        Refused(says);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    [InlineData("model.safetensors")]
    public void A_file_that_is_missing(string file)
    {
        File.Delete(_checkpoint.PathOf(file));

        Refused("--from");
    }

    [Fact]
    public void A_tensor_that_is_missing()
    {
        _checkpoint.WriteSafetensors(without: "bert.encoder.layer.1.output.dense.bias");

        Refused("no tensor bert.encoder.layer.1.output.dense.bias");
    }

    [Fact]
    public void A_type_that_is_not_read()
    {
        _checkpoint.WriteSafetensors("F64");

        Refused("only F32, F16 and BF16 are read");
    }

    [Theory]
    [InlineData(4, "not a safetensors file")]
    [InlineData(100, "not a safetensors file")]
    [InlineData(-1, "does not hold all")]
    public void A_file_that_is_cut_off(int length, string says)
    {
        using (var file = File.OpenWrite(_checkpoint.PathOf("model.safetensors")))
        {
            file.SetLength(length < 0 ? file.Length + length : length);
        }

        Refused(says);
    }

    [Fact]
    public void A_graph_that_was_fused()
    {
        _checkpoint.WriteOnnx(edit: graph => graph.Node.Clear());

        Refused("no optimiser has fused");
    }

    [Fact]
    public void A_graph_that_was_quantised()
    {
        _checkpoint.WriteOnnx(edit: graph => graph.Initializer[0].DataType = (int)TensorProto.Types.DataType.Int8);

        Refused("give the float32 export");
    }

    [Fact]
    public void A_graph_whose_external_data_is_elsewhere()
    {
        _checkpoint.WriteOnnx(external: true);
        File.Delete(_checkpoint.PathOf("model.onnx.data"));

        Refused("not beside it");
    }

    [Fact]
    public void A_file_that_is_no_graph()
    {
        _checkpoint.WriteOnnx();
        File.WriteAllText(_checkpoint.PathOf("model.onnx"), "nothing of the kind");

        Refused("not an ONNX file");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"layers\":{\"0.qkv\":[1]}}")]
    [InlineData("nothing")]
    public void Activations_of_another_model(string json)
    {
        File.WriteAllText(_checkpoint.PathOf("activation_absmax.json"), json);

        Refused("activations of this model");
    }

    [Fact]
    public void Golden_texts_or_calibration_texts_that_are_not_there()
    {
        File.WriteAllText(_checkpoint.PathOf("empty"), "");

        Refused("--golden", _checkpoint.Options() with { Golden = _checkpoint.PathOf("none") });
        Refused("--calibrate", _checkpoint.Options(calibration: _checkpoint.PathOf("none")));
        Refused("holds no text", _checkpoint.Options(calibration: _checkpoint.PathOf("empty")));
    }

    [Fact]
    public void A_folder_that_is_not_empty()
    {
        Directory.CreateDirectory(_checkpoint.Out);
        File.WriteAllText(Path.Combine(_checkpoint.Out, "precious"), "");

        var fault = Assert.Throws<ModelException>(() => _checkpoint.Build());

        Assert.Contains("--out", fault.Message);
        Assert.True(File.Exists(Path.Combine(_checkpoint.Out, "precious")));
    }

    private void Refused(string says, BuildOptions? options = null)
    {
        var fault = Assert.Throws<ModelException>(() => ModelBuild.Run(options ?? _checkpoint.Options(), _ => { }));
        Assert.Contains(says, fault.Message);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_checkpoint.Out)!));
    }
}
