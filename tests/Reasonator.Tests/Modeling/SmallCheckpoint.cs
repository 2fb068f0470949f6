using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Onnx;
using Reasonator.Modeling;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Modeling;

/// <summary>A small BERT classifier with random weights, in the files that Hugging Face's tools write.</summary>
internal sealed class SmallCheckpoint : IDisposable
{
    private const int Hidden = 32;
    private const int Inner = 64;
    private const int Layers = 2;
    private const int Words = 30522;

    private readonly Dictionary<string, (int[] Shape, float[] Values)> _tensors = [];
    private readonly Random _random = new(7);

    public SmallCheckpoint()
    {
        MakeTensors();
        File.Copy(Path.Combine(Repository.Model, "vocab.txt"), PathOf("vocab.txt"));
        Directory.CreateDirectory(Path.Combine(Folder, "out"));
        EditConfig(_ => { });
        WriteSafetensors();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("reasonator-checkpoint-").FullName;

    /// <summary>Where a build is to go.</summary>
    public string Out => Path.Combine(Folder, "out", "small");

    public string PathOf(string file) => Path.Combine(Folder, file);

    public BuildOptions Options(string? calibration = null, int bits = 8) => new()
    {
        From = Folder,
        Out = Out,
        Name = "small",
        Version = "1",
        Licence = "none",
        TrainingData = "none",
        Source = new("test", "1"),
        Golden = Path.Combine(Repository.Model, "golden.jsonl"),
        Calibration = calibration,
        Bits = bits,
    };

    public BuiltModel Build(int bits = 8) => ModelBuild.Run(Options(bits: bits), _ => { });

    public void EditConfig(Action<JsonObject> edit)
    {
        var config = new JsonObject
        {
            ["model_type"] = "bert",
            ["hidden_act"] = "gelu",
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = 4,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = Words,
            ["max_position_embeddings"] = 512,
            ["type_vocab_size"] = 2,
            ["layer_norm_eps"] = 1e-12,
            ["id2label"] = new JsonObject { ["0"] = "Positive", ["1"] = "Negative", ["2"] = "Neutral" },
            ["an_unknown_field"] = 1,
        };
        edit(config);
        File.WriteAllText(PathOf("config.json"), config.ToJsonString());
    }

    /// <summary>Writes the weights; a tensor may be left out, or all be of another type.</summary>
    public void WriteSafetensors(string type = "F32", string? without = null)
    {
        using var data = new MemoryStream();
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        foreach (var (name, (shape, values)) in _tensors.Where(t => t.Key != without))
        {
            var start = data.Length;
            data.Write(Bytes(values, type));
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = JsonSerializer.SerializeToNode(shape), ["data_offsets"] = new JsonArray(start, data.Length) };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(PathOf("model.safetensors"), [.. length, .. json, .. data.ToArray()]);
    }

    /// <summary>Replaces the header of the safetensors file; the tensors' bytes stay.</summary>
    public void EditHeader(Func<JsonObject, string> edit)
    {
        var file = File.ReadAllBytes(PathOf("model.safetensors"));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = Encoding.UTF8.GetBytes(edit(JsonNode.Parse(file.AsSpan(8, length))!.AsObject()));
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        File.WriteAllBytes(PathOf("model.safetensors"), [.. prefix, .. header, .. file.AsSpan(8 + length)]);
    }

    /// <summary>Writes a float32 ONNX export as torch.onnx does, in the place of the safetensors file.</summary>
    public void WriteOnnx(bool external = false, Action<GraphProto>? edit = null)
    {
        File.Delete(PathOf("model.safetensors"));
        var graph = new GraphProto { Name = "main_graph" };
        foreach (var (name, (shape, values)) in _tensors)
        {
            var bias = name.Replace(".weight", ".bias");
            var isProduct = name.Contains("encoder", StringComparison.Ordinal) && shape.Length == 2;
            var stored = isProduct ? $"onnx::MatMul_{graph.Initializer.Count}" : name;
            graph.Initializer.Add(Tensor(stored, isProduct ? [shape[1], shape[0]] : shape, isProduct ? Transposed(values, shape[1]) : values));
            if (isProduct)
            {
                graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "x", stored }, Output = { $"{name}_product" } });
                graph.Node.Add(new NodeProto { OpType = "Add", Input = { bias, $"{name}_product" }, Output = { $"{name}_sum" } });
            }
        }

        edit?.Invoke(graph);
        var model = new ModelProto { Graph = graph };
        if (external)
        {
            OnnxFiles.Write(model, Folder);
        }
        else
        {
            File.WriteAllBytes(PathOf("model.onnx"), model.ToByteArray());
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static TensorProto Tensor(string name, int[] shape, float[] values) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { shape.Select(n => (long)n) },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
    };

    private static float[] Transposed(float[] values, int columns) =>
        [.. Enumerable.Range(0, values.Length).Select(i => values[(i % (values.Length / columns) * columns) + (i / (values.Length / columns))])];

    private static byte[] Bytes(float[] values, string type) => type switch
    {
        "F32" => MemoryMarshal.AsBytes<float>(values).ToArray(),
        "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)).ToArray(),
        "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))).ToArray(),
        _ => new byte[values.Length * 8],
    };

    private void MakeTensors()
    {
        Add("bert.embeddings.word_embeddings.weight", 0.5f, Words, Hidden);
        Add("bert.embeddings.position_embeddings.weight", 0.1f, 512, Hidden);
        Add("bert.embeddings.token_type_embeddings.weight", 0.1f, 2, Hidden);
        AddNorm("bert.embeddings.LayerNorm");
        for (var l = 0; l < Layers; l++)
        {
            var name = $"bert.encoder.layer.{l}";
            foreach (var product in (string[])["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"])
            {
                AddLinear($"{name}.{product}", Hidden, Hidden);
            }

            AddNorm($"{name}.attention.output.LayerNorm");
            AddLinear($"{name}.intermediate.dense", Inner, Hidden);
            AddLinear($"{name}.output.dense", Hidden, Inner);
            AddNorm($"{name}.output.LayerNorm");
        }

        AddLinear("bert.pooler.dense", Hidden, Hidden);
        AddLinear("classifier", 3, Hidden);
    }

    private void AddLinear(string name, int outputs, int inputs)
    {
        Add($"{name}.weight", 0.3f, outputs, inputs);
        Add($"{name}.bias", 0.1f, outputs);
    }

    private void AddNorm(string name)
    {
        Add($"{name}.weight", 0.1f, Hidden);
        _tensors[$"{name}.weight"] = ([Hidden], [.. _tensors[$"{name}.weight"].Values.Select(v => v + 1)]);
        Add($"{name}.bias", 0.1f, Hidden);
    }

    // Halves of bfloat16 are exact in every type that is written, so that all of them hold the same weights.
    private void Add(string name, float scale, params int[] shape) => _tensors[name] = (shape,
        [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => MathF.Round((float)((_random.NextDouble() * 2) - 1) * scale * 64) / 64)]);
}
