using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Configuration;
using Onnx;
using Reasonator.Modeling;
using Reasonator.Models;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hostile;

/// <summary>
/// Every reader of a model's files, on files that were changed at random: it reads them or refuses them in a sentence. Some hundred
/// changes each; <c>./test --long</c> sets REASONATOR_FUZZ_SECONDS, and goes on so long.
/// </summary>
public sealed class FileFuzzTests : IDisposable
{
    private const int Fewest = 300;
    private const string TokenizerConfig = """{"do_lower_case":true,"tokenizer_class":"BertTokenizer","cls_token":{"content":"[CLS]"},"never_split":[],"model_max_length":512,"added_tokens_decoder":{"0":{"content":"[PAD]"}}}""";
    private const string Tokenizer = """{"normalizer":{"type":"BertNormalizer","lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing"},"model":{"type":"WordPiece","vocab":{"[PAD]":0,"[UNK]":1}},"added_tokens":[{"content":"[PAD]"}]}""";
    private const string Config = """{"model_type":"bert","hidden_act":"gelu","hidden_size":2,"num_hidden_layers":1,"num_attention_heads":1,"intermediate_size":2,"vocab_size":5,"max_position_embeddings":8,"type_vocab_size":2,"layer_norm_eps":1e-12,"id2label":{"0":"Positive","1":"Negative","2":"Neutral"}}""";

    private static readonly double Seconds = double.Parse(
        new ConfigurationBuilder().AddEnvironmentVariables().Build()["REASONATOR_FUZZ_SECONDS"] ?? "0", CultureInfo.InvariantCulture);

    // Today's own, so that every run tries others; told when it fails.
    private readonly int _seed = Environment.TickCount;
    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_config() => Fuzz(BertConfig.FileName, Encoding.UTF8.GetBytes(Config), _ => BertConfig.Read(_folder));

    [Fact]
    public void A_tokenizers_settings() =>
        Fuzz("tokenizer_config.json", Encoding.UTF8.GetBytes(TokenizerConfig), _ => CheckpointSettings.Read(_folder, "[PAD]\n[UNK]\n"u8.ToArray()));

    [Fact]
    public void A_tokenizer() =>
        Fuzz("tokenizer.json", Encoding.UTF8.GetBytes(Tokenizer), _ => CheckpointSettings.Read(_folder, "[PAD]\n[UNK]\n"u8.ToArray()));

    [Fact]
    public void A_vocabulary() =>
        Fuzz("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nprofit\n##s\n"u8.ToArray(), path => ModelLoader.Tokenizer("vocab.txt", 7, File.ReadAllBytes(path)));

    [Fact]
    public void A_safetensors_file() => Fuzz("model.safetensors", [.. Sized(Header), .. new byte[40]], ReadSafetensors);

    [Fact]
    public void A_safetensors_header_of_the_right_length() =>
        Fuzz("model.safetensors", Encoding.UTF8.GetBytes(Header), ReadSafetensors, header => [.. Sized(Encoding.Latin1.GetString(header)), .. new byte[40]]);

    [Fact]
    public void A_graph()
    {
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx.data"), new byte[16]);
        Fuzz("model.onnx", Graph(), path =>
        {
            var checkpoint = new OnnxCheckpoint(path);
            checkpoint.Read("a", [4]);
            checkpoint.Read("b", [4]);
            checkpoint.Read("c.weight", [2, 2]);
        });
    }

    [Fact]
    public void Recorded_activations()
    {
        File.WriteAllText(Path.Combine(_folder, BertConfig.FileName), Config);
        var weights = BertWeights.Read((_, shape) => new float[shape.Aggregate(1, (product, n) => product * n)], BertConfig.Read(_folder));
        Fuzz(Activations.FileName, """{"layers":{"0.qkv":[1.5,2],"0.1":[1,0],"0.2":[3,1e-3]}}"""u8.ToArray(), path => Activations.Read(path, weights));
    }

    [Fact]
    public void A_manifest() => Fuzz(ModelManifest.FileName, File.ReadAllBytes(Path.Combine(Repository.Model, ModelManifest.FileName)), _ => ModelManifest.Read(_folder));

    [Fact]
    public void Golden_texts() => Fuzz(
        "golden.jsonl",
        """
        {"text":"Profit rose","ids":[101,5618,3123,102],"truncated":false,"label":"positive","logits_fp32":[1.5,-2,0.25]}
        {"text":"Sales fell","label":"negative","positive":0.1,"negative":0.8,"neutral":0.1}
        """u8.ToArray(),
        path => Assert.All(GoldenText.ReadAll(File.ReadAllBytes(path)), Assert.NotNull));

    private static string Header => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["__metadata__"] = new { format = "pt" },
        ["a"] = new { dtype = "F32", shape = (int[])[2, 3], data_offsets = (int[])[0, 24] },
        ["b"] = new { dtype = "BF16", shape = (int[])[4], data_offsets = (int[])[24, 32] },
        ["c"] = new { dtype = "F16", shape = (int[])[4], data_offsets = (int[])[32, 40] },
    });

    private static byte[] Sized(string header)
    {
        var bytes = Encoding.Latin1.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        return [.. length, .. bytes];
    }

    private static void ReadSafetensors(string path)
    {
        using var file = new SafetensorsFile(path);
        file.Read("a", [2, 3]);
        file.Read("b", [4]);
        file.Read("c", [4]);
    }

    private static byte[] Graph()
    {
        var external = new TensorProto { Name = "b", DataType = 1, Dims = { 4 }, DataLocation = TensorProto.Types.DataLocation.External };
        external.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "model.onnx.data" });
        external.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "0" });
        external.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = "16" });
        var graph = new GraphProto { Name = "g" };
        graph.Initializer.Add(new TensorProto { Name = "a", DataType = 1, Dims = { 4 }, RawData = ByteString.CopyFrom(new byte[16]) });
        graph.Initializer.Add(external);
        graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 2, 2 }, FloatData = { 1, 2, 3, 4 } });
        graph.Initializer.Add(new TensorProto { Name = "c.bias", DataType = 1, Dims = { 2 }, FloatData = { 1, 2 } });
        graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "x", "w" }, Output = { "p" } });
        graph.Node.Add(new NodeProto { OpType = "Add", Input = { "c.bias", "p" }, Output = { "s" } });
        return new ModelProto { Graph = graph }.ToByteArray();
    }

    /// <summary>Reads the file as it is, which must succeed, and then changed.</summary>
    private void Fuzz(string name, byte[] good, Action<string> read, Func<byte[], byte[]>? whole = null)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, whole?.Invoke(good) ?? good);
        read(path);
        var (random, clock) = (new Random(_seed), Stopwatch.StartNew());
        for (var i = 0; i < Fewest || clock.Elapsed.TotalSeconds < Seconds; i++)
        {
            var mutated = MutatedFile.Of(good, random);
            File.WriteAllBytes(path, whole?.Invoke(mutated) ?? mutated);
            if (Record.Exception(() => read(path)) is { } fault)
            {
                Assert.True(
                    fault is ModelException && fault.Message.Length > 0,
                    $"Seed {_seed}, file {i}: {fault}\n{Convert.ToHexString(File.ReadAllBytes(path).AsSpan(0, (int)Math.Min(4096, new FileInfo(path).Length)))}");
            }
        }
    }
}
