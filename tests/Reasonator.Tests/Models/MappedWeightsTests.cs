using Reasonator.Models;
using Reasonator.Tests.Modeling;

namespace Reasonator.Tests.Models;

/// <summary>A model of a graph and a file of tensors, which are proven while the runtime loads.</summary>
public sealed class MappedWeightsTests : IDisposable
{
    private readonly SmallCheckpoint _checkpoint = new();
    private readonly ModelCopy _model;

    public MappedWeightsTests() => _model = new ModelCopy(_checkpoint.Build().Folder);

    public void Dispose()
    {
        _model.Dispose();
        _checkpoint.Dispose();
    }

    [Theory]
    [InlineData("model.onnx", 0)]
    [InlineData("model.onnx", -1)]
    [InlineData("model.onnx.data", 0)]
    [InlineData("model.onnx.data", -1)]
    public void One_changed_bit_in_either_file_is_refused_by_its_hash(string file, long at)
    {
        _model.FlipByte(file, at);

        Assert.Contains($"{_model.PathOf(file)} has SHA-256", Refusal());
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    public void A_file_cut_short_is_refused_by_its_size_and_not_by_what_the_runtime_says_of_it(string file)
    {
        using (var stream = File.OpenWrite(_model.PathOf(file)))
        {
            stream.SetLength(stream.Length - 1);
        }

        Assert.Contains("bytes where the manifest says", Refusal());
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(_model.PathOf(file));

        Assert.Contains($"{_model.PathOf(file)} cannot be read", Refusal());
    }

    [Fact]
    public void A_graph_that_the_runtime_cannot_load_is_refused_though_its_bytes_are_the_manifests()
    {
        File.WriteAllText(_model.PathOf("model.onnx"), "not a graph");
        _model.Repin("weights", "model.onnx");

        Assert.Contains("not a graph this runtime can load", Refusal());
    }

    [Fact]
    public void Another_pin_is_refused_and_the_right_one_accepted()
    {
        Assert.Contains("FINBERT_MODEL_SHA", Refusal(new string('b', 64)));
        string sha;
        using (var model = _model.Load())
        {
            sha = model.Sha;
        }

        using var pinned = _model.Load(sha);
        Assert.Equal(sha, pinned.Sha);
    }

    [Fact]
    public void A_golden_text_of_which_only_the_ids_are_recorded_is_compared_and_not_run()
    {
        Golden("""{"text":"Profit","ids":[101,5618,102]}""", """{"text":"Profit","label":"neutral"}""");
        Assert.Contains("golden text 2: it is labelled", Refusal());

        Golden("""{"text":"Profit","ids":[101,5619,102]}""", """{"text":"Profit","label":"neutral"}""");
        Assert.Contains("golden text 1: its token ids", Refusal());
    }

    [Fact]
    public void Golden_texts_without_any_answer_prove_no_model()
    {
        Golden("""{"text":"Profit","ids":[101,5618,102]}""");

        Assert.Contains("no text with its answer", Refusal());
    }

    private void Golden(params string[] lines)
    {
        File.WriteAllLines(_model.PathOf("golden.jsonl"), lines);
        _model.Repin("golden", "golden.jsonl");
    }

    private string Refusal(string? pin = null) => Assert.Throws<ModelException>(() => _model.Load(pin)).Message;
}
