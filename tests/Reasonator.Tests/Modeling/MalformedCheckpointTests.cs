using System.Text.Json.Nodes;
using Google.Protobuf;
using Onnx;
using Reasonator.Modeling;
using Reasonator.Models;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Modeling;

/// <summary>Files of a checkpoint that are well formed in part: each is refused in a sentence that names the tensor or the field.</summary>
public sealed class MalformedCheckpointTests : IDisposable
{
    private const string Tensor = "classifier.bias";

    private readonly SmallCheckpoint _checkpoint = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [InlineData("data_offsets", "[-64,0]")]
    [InlineData("data_offsets", "[-12,0]")]
    [InlineData("data_offsets", "[12,0]")]
    [InlineData("data_offsets", "[0]")]
    [InlineData("data_offsets", "[0,4,12]")]
    [InlineData("data_offsets", "[]")]
    [InlineData("data_offsets", "{}")]
    [InlineData("data_offsets", "null")]
    [InlineData("data_offsets", "\"0,12\"")]
    [InlineData("data_offsets", "[\"0\",\"12\"]")]
    [InlineData("data_offsets", "[0.5,12]")]
    [InlineData("data_offsets", "[0,1e30]")]
    [InlineData("data_offsets", "[null,null]")]
    [InlineData("data_offsets", "[9223372036854775795,9223372036854775807]")]
    [InlineData("shape", "null")]
    [InlineData("shape", "3")]
    [InlineData("shape", "[-3]")]
    [InlineData("shape", "[3.5]")]
    [InlineData("shape", "[\"3\"]")]
    [InlineData("shape", "[1e30]")]
    [InlineData("shape", "[4294967299]")]
    [InlineData("shape", "[9223372036854775807,9223372036854775807]")]
    [InlineData("shape", "[2]")]
    [InlineData("dtype", "null")]
    [InlineData("dtype", "7")]
    [InlineData("dtype", "\"F64\"")]
    [InlineData("dtype", "\"none of the kind\"")]
    public void A_tensor_in_a_safetensors_header(string field, string value)
    {
        _checkpoint.EditHeader(header =>
        {
            header[Tensor]![field] = JsonNode.Parse(value);
            return header.ToJsonString();
        });

        Assert.Contains(Tensor, Refusal());
    }

    [Theory]
    [InlineData("data_offsets")]
    [InlineData("shape")]
    [InlineData("dtype")]
    public void A_tensor_without_one_of_its_fields(string field)
    {
        _checkpoint.EditHeader(header =>
        {
            header[Tensor]!.AsObject().Remove(field);
            return header.ToJsonString();
        });

        var message = Refusal();
        Assert.Contains(Tensor, message);
        Assert.Contains(field, message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void A_tensor_that_is_no_object(string value)
    {
        _checkpoint.EditHeader(header =>
        {
            header[Tensor] = JsonNode.Parse(value);
            return header.ToJsonString();
        });

        Assert.Contains(Tensor, Refusal());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("\"x\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"\\ud800\":null}")]
    public void A_safetensors_header_that_is_no_object(string header)
    {
        _checkpoint.EditHeader(_ => header);

        Assert.Contains("not a safetensors file", Refusal());
    }

    [Fact]
    public void A_tensor_that_is_described_twice()
    {
        _checkpoint.EditHeader(header => header.ToJsonString().TrimEnd('}') + $$"""},"{{Tensor}}":{{header[Tensor]!.ToJsonString()}}}""");

        Assert.Contains($"describes {Tensor} twice", Refusal());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Tensors_that_share_bytes(int at)
    {
        _checkpoint.EditHeader(header =>
        {
            header[Tensor]!["data_offsets"] = new JsonArray(at, at + 12);
            return header.ToJsonString();
        });

        Assert.Contains("at byte", Refusal());
    }

    [Fact]
    public void Bytes_that_no_tensor_has()
    {
        File.AppendAllText(_checkpoint.PathOf("model.safetensors"), "more");

        Assert.Contains("where the header describes", Refusal());
    }

    [Fact]
    public void A_weight_that_is_not_a_number()
    {
        var path = _checkpoint.PathOf("model.safetensors");
        var bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - sizeof(float)), float.NaN);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("not a finite number", Refusal());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("\"x\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    public void A_config_that_is_no_config(string json)
    {
        File.WriteAllText(_checkpoint.PathOf("config.json"), json);

        Assert.Contains("config.json", Refusal());
    }

    [Theory]
    [InlineData("model_type", "null")]
    [InlineData("hidden_act", "null")]
    [InlineData("hidden_size", "null")]
    [InlineData("hidden_size", "-32")]
    [InlineData("hidden_size", "1e99")]
    [InlineData("num_attention_heads", "0")]
    [InlineData("num_hidden_layers", "0")]
    [InlineData("intermediate_size", "0")]
    [InlineData("vocab_size", "2147483647")]
    [InlineData("max_position_embeddings", "1")]
    [InlineData("type_vocab_size", "0")]
    [InlineData("layer_norm_eps", "null")]
    [InlineData("layer_norm_eps", "-1")]
    [InlineData("id2label", "null")]
    [InlineData("id2label", """{"0":null,"1":null,"2":null}""")]
    [InlineData("id2label", """{"0":"positive","1":"negative","3":"neutral"}""")]
    [InlineData("id2label", """{"a":"positive","b":"negative","c":"neutral"}""")]
    [InlineData("id2label", """["positive","negative","neutral"]""")]
    public void A_field_of_a_config(string field, string value)
    {
        _checkpoint.EditConfig(config => config[field] = JsonNode.Parse(value));

        Assert.Contains(field, Refusal());
    }

    [Theory]
    [InlineData("offset", "-64")]
    [InlineData("offset", "x")]
    [InlineData("offset", "")]
    [InlineData("offset", "1")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("offset", "99999999999999999999")]
    [InlineData("length", "-1")]
    [InlineData("length", "4")]
    [InlineData("location", "")]
    [InlineData("location", ".")]
    [InlineData("location", "..")]
    [InlineData("location", "../config.json")]
    [InlineData("location", "/etc/passwd")]
    [InlineData("location", "model.onnx")]
    [InlineData("location", "none\0")]
    public void External_data_of_a_graph(string key, string value)
    {
        File.WriteAllBytes(_checkpoint.PathOf("model.onnx.data"), new byte[12]);
        WriteExternal(new() { ["location"] = "model.onnx.data", ["offset"] = "0", ["length"] = "12", [key] = value });

        Assert.Contains(Tensor, Refusal());
    }

    [Fact]
    public void External_data_that_is_described_twice()
    {
        File.WriteAllBytes(_checkpoint.PathOf("model.onnx.data"), new byte[12]);
        WriteExternal(new() { ["location"] = "model.onnx.data" }, tensor => tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "config.json" }));

        Assert.Contains(Tensor, Refusal());
    }

    [Fact]
    public void A_graph_with_two_tensors_of_one_name()
    {
        _checkpoint.WriteOnnx(edit: graph => graph.Initializer.Add(Bias(graph).Clone()));

        Assert.Contains($"tensor {Tensor} twice", Refusal());
    }

    [Fact]
    public void A_graph_with_two_values_of_one_name()
    {
        _checkpoint.WriteOnnx(edit: graph => graph.Node.Add(graph.Node[0].Clone()));

        Assert.Contains("twice", Refusal());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(16)]
    public void A_tensor_of_a_graph_with_other_bytes_than_its_shape_needs(int length)
    {
        _checkpoint.WriteOnnx(edit: graph => Bias(graph).RawData = ByteString.CopyFrom(new byte[length]));

        Assert.Contains(Tensor, Refusal());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_tensor_of_a_graph_with_other_values_than_its_shape_needs(int count)
    {
        _checkpoint.WriteOnnx(edit: graph =>
        {
            Bias(graph).RawData = ByteString.Empty;
            Bias(graph).FloatData.Add(Enumerable.Repeat(1f, count));
        });

        Assert.Contains(Tensor, Refusal());
    }

    [Fact]
    public async Task What_is_malformed_ends_the_verb_with_1_and_one_line()
    {
        _checkpoint.EditHeader(header =>
        {
            header[Tensor]!["data_offsets"] = new JsonArray(-64, 0);
            return header.ToJsonString();
        });
        await using var build = ServiceProcess.Start(["model", "build", "--from", _checkpoint.Folder, "--out", _checkpoint.Out]);

        Assert.Equal(1, await build.ExitAsync(Stop));
        Assert.Contains("data_offsets", Assert.Single(build.Errors));
        Assert.Empty(build.Output);
    }

    private static TensorProto Bias(GraphProto graph) => graph.Initializer.First(tensor => tensor.Name == Tensor);

    private void WriteExternal(Dictionary<string, string> entries, Action<TensorProto>? edit = null) => _checkpoint.WriteOnnx(edit: graph =>
    {
        var tensor = Bias(graph);
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        edit?.Invoke(tensor);
    });

    private string Refusal()
    {
        var fault = Assert.Throws<ModelException>(() => ModelBuild.Run(_checkpoint.Options(), _ => { }));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_checkpoint.Out)!));
        return fault.Message;
    }
}
