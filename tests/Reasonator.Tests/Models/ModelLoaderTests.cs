using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Reasonator.Models;

namespace Reasonator.Tests.Models;

public sealed class ModelLoaderTests : IDisposable
{
    private const string WeightsSha = "87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6";

    private readonly ModelCopy _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void The_embedded_model_passes_its_self_test_and_is_the_one_that_was_trained()
    {
        var runs = new ConcurrentBag<int>();
        using var loaded = ModelLoader.Load(_model.Folder, WeightsSha.ToUpperInvariant(), TimeProvider.System, (tokens, _) => runs.Add(tokens));

        Assert.Equal(WeightsSha, loaded.Sha);
        Assert.Matches("^[0-9a-f]{16}$", loaded.Fingerprint);
        Assert.Equal(62, runs.Count);
        Assert.Contains(512, runs);
    }

    [Fact]
    public void Another_pin_is_refused_with_both_hashes()
    {
        var fault = Assert.Throws<ModelException>(() => _model.Load(new string('b', 64)));

        Assert.Contains(WeightsSha, fault.Message);
        Assert.Contains("FINBERT_MODEL_SHA", fault.Message);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("golden.jsonl")]
    public void One_changed_bit_in_any_file_is_refused(string file)
    {
        _model.FlipByte(file, -1);

        Assert.Contains(file, Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("golden.jsonl")]
    [InlineData("manifest.json")]
    public void A_missing_file_is_refused_and_says_what_to_do(string file)
    {
        File.Delete(_model.PathOf(file));

        var message = Assert.Throws<ModelException>(() => _model.Load()).Message;
        Assert.Contains(file, message);
        Assert.Contains("MODELS_DIR", message);
    }

    [Fact]
    public void Swapped_labels_are_caught_by_the_golden_texts()
    {
        _model.EditManifest(m => m["labels"] = new JsonArray("negative", "positive", "neutral"));

        Assert.Contains("Self-test failed", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Fact]
    public void A_vocabulary_with_two_tokens_exchanged_is_caught_by_the_golden_texts()
    {
        var lines = File.ReadAllLines(_model.PathOf("vocab.txt"));
        var (profit, loss) = (Array.IndexOf(lines, "profit"), Array.IndexOf(lines, "loss"));
        (lines[profit], lines[loss]) = (lines[loss], lines[profit]);
        File.WriteAllText(_model.PathOf("vocab.txt"), string.Join('\n', lines) + "\n");
        _model.Repin("vocabulary", "vocab.txt");

        Assert.Contains("token ids", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Fact]
    public void A_changed_weight_is_caught_by_the_golden_texts_even_where_the_pin_was_changed_with_it()
    {
        // The classifier's bias as a TensorProto: name (field 8) "cb", raw_data (field 9) of three floats.
        var bytes = File.ReadAllBytes(_model.PathOf("model.onnx"));
        var bias = bytes.AsSpan(bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x42, 2, (byte)'c', (byte)'b', 0x4A, 12]) + 6);
        BitConverter.TryWriteBytes(bias, BitConverter.ToSingle(bias) + 1);
        File.WriteAllBytes(_model.PathOf("model.onnx"), bytes);
        _model.Repin("weights", "model.onnx");

        Assert.Contains("Self-test failed", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Fact]
    public void A_file_that_is_no_graph_is_refused()
    {
        File.WriteAllText(_model.PathOf("model.onnx"), "not a graph");
        _model.Repin("weights", "model.onnx");

        Assert.Contains("model.onnx", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Theory]
    [InlineData("labels", """["positive","positive","neutral"]""")]
    [InlineData("max_tokens", "1")]
    [InlineData("weights", "[]")]
    [InlineData("vocabulary_size", "30521")]
    [InlineData("tolerence", "1")]
    [InlineData("name", "null")]
    [InlineData("labels", "null")]
    [InlineData("labels", "[null,null,null]")]
    [InlineData("weights", "null")]
    [InlineData("weights", "[null]")]
    [InlineData("weights", "{}")]
    [InlineData("weights", """[{"name":null,"sha256":"unknown"}]""")]
    [InlineData("weights", """[{"name":"..","sha256":"unknown"}]""")]
    [InlineData("weights", """[{"name":"","sha256":"unknown"}]""")]
    [InlineData("weights", """[{"name":"a\u0000b","sha256":"unknown"}]""")]
    [InlineData("weights", """[{"name":"a","sha256":null}]""")]
    [InlineData("vocabulary", "null")]
    [InlineData("golden", "null")]
    [InlineData("golden", """{"name":"golden.jsonl","sha256":"unknown","tolerance":null}""")]
    [InlineData("source", "null")]
    [InlineData("source", """{"url":"x"}""")]
    public void A_manifest_that_makes_no_sense_is_refused(string field, string value)
    {
        _model.EditManifest(m => m[field] = JsonNode.Parse(value));

        Assert.Throws<ModelException>(() => _model.Load());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("")]
    [InlineData("{")]
    public void A_manifest_that_is_no_object_is_refused(string json)
    {
        File.WriteAllText(_model.PathOf("manifest.json"), json);

        Assert.Contains("manifest.json", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Fact]
    public void A_manifest_that_is_a_folder_is_refused()
    {
        File.Delete(_model.PathOf("manifest.json"));
        Directory.CreateDirectory(_model.PathOf("manifest.json"));

        Assert.Contains("cannot be read", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }

    [Fact]
    public void A_manifest_cannot_reach_outside_its_folder()
    {
        _model.EditManifest(m => m["vocabulary"]!["name"] = "../vocab.txt");

        Assert.Contains("outside", Assert.Throws<ModelException>(() => _model.Load()).Message);
    }
}
