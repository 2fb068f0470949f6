using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reasonator.Inference.Runtime;
using Reasonator.Modeling;
using Reasonator.Models;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Modeling;

public sealed class ModelBuildTests : IDisposable
{
    private readonly SmallCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void A_checkpoint_becomes_a_model_that_the_service_loads_and_that_answers_nearly_as_in_float()
    {
        var built = _checkpoint.Build();

        using var model = ModelLoader.Load(built.Folder, built.Sha, TimeProvider.System, (_, _) => { });
        Assert.Equal(["positive", "negative", "neutral"], model.Manifest.Labels);
        Assert.Equal(["golden.jsonl", "manifest.json", "model.onnx", "model.onnx.data", "vocab.txt"], Files(built.Folder).Keys.Order());
        Assert.InRange(built.LargestDifference, 1e-6, 0.5);
        Assert.InRange(built.GoldenTexts, 50, 62);
        Assert.Equal(62, built.GoldenTexts + built.GoldenLeft);
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(_checkpoint.Out)!));
    }

    [Fact]
    public void Two_builds_are_the_same_to_the_byte_whatever_the_culture()
    {
        var first = Files(_checkpoint.Build().Folder);
        Directory.Delete(_checkpoint.Out, recursive: true);
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "−" };
        CultureInfo.CurrentCulture = german;
        try
        {
            Assert.Equal(first, Files(_checkpoint.Build().Folder));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Of_a_long_text_the_ids_are_golden_and_the_answer_to_its_first_words()
    {
        var golden = Golden();

        var whole = Assert.Single(golden, text => text.Ids!.Length > 96);
        Assert.Equal((512, true, false), (whole.Ids!.Length, whole.Truncated!.Value, whole.HasAnswer));
        var beginning = Assert.Single(golden, text => text.HasAnswer && text.Ids!.Length > 70);
        Assert.InRange(beginning.Ids!.Length, 80, 96);
        Assert.Equal(whole.Ids[..(beginning.Ids.Length - 1)], beginning.Ids[..^1]);
        Assert.StartsWith(beginning.Text, whole.Text);
    }

    [Fact]
    public void A_start_runs_texts_of_every_label_as_many_as_384_tokens_hold_and_compares_the_ids_of_all()
    {
        var golden = Golden();

        Assert.Equal(63, golden.Length);
        Assert.All(golden, text => Assert.NotNull(text.Ids));
        var run = golden.Where(text => text.HasAnswer).ToList();
        Assert.InRange(run.Sum(text => text.Ids!.Length), 355, 384);
        using var model = ModelLoader.Load(_checkpoint.Out, null, TimeProvider.System, (_, _) => { });
        var labels = golden.Where(text => text.Ids!.Length <= 96).ToLookup(text => LabelOrder.Name(model.Labels.ToVerdict(model.Network.Infer(model.Tokenize(text.Text))).Label));
        var most = labels.Max(label => label.Count(text => text.HasAnswer));
        Assert.All(labels, label => Assert.InRange(label.Count(text => text.HasAnswer), Math.Min(most - 2, label.Count()), most));
    }

    [Fact]
    public void A_golden_text_without_a_space_that_no_start_can_afford_keeps_its_ids_and_the_others_are_run()
    {
        File.WriteAllLines(_checkpoint.PathOf("golden"), File.ReadLines(_checkpoint.Options().Golden).Append($$"""{"text":"{{new string('中', 600)}}"}"""));

        var built = ModelBuild.Run(_checkpoint.Options() with { Golden = _checkpoint.PathOf("golden") }, _ => { });

        Assert.InRange(built.GoldenRun, 15, 40);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("onnx")]
    [InlineData("onnx with external data")]
    public void The_same_weights_in_another_file_are_the_same_model(string form)
    {
        var expected = Files(_checkpoint.Build().Folder);
        Directory.Delete(_checkpoint.Out, recursive: true);
        if (form.StartsWith("onnx", StringComparison.Ordinal))
        {
            _checkpoint.WriteOnnx(external: form != "onnx");
        }
        else
        {
            _checkpoint.WriteSafetensors(form);
        }

        Assert.Equal(expected, Files(_checkpoint.Build().Folder));
    }

    [Fact]
    public void Weights_of_seven_bits_use_no_more_than_63()
    {
        var weight = Quantised.ByColumn([0.5f, -1, 0.246f, 0], columns: 2, largest: 63);

        Assert.Equal([63, -63, 31, 0], weight.Values);
        Assert.Equal([0.5f / 63, 1f / 63], weight.Scales);
        Assert.Contains("w7", JsonNode.Parse(File.ReadAllText(Path.Combine(_checkpoint.Build(bits: 7).Folder, "manifest.json")))!["quantisation"]!.ToString());
    }

    [Fact]
    public void Smoothing_changes_no_product()
    {
        var linear = new Linear([1, 2, 3, 4, 5, 6], [0, 0]);
        float[] divisors = Smoothing.Factors([10, 0.1f, 1], 0.8, linear);

        var smoothed = linear.Scaled(divisors);

        float[] x = [7, 8, 9];
        for (var output = 0; output < 2; output++)
        {
            Assert.Equal(
                x.Select((v, i) => v * linear.Weight[(i * 2) + output]).Sum(),
                x.Select((v, i) => v / divisors[i] * smoothed.Weight[(i * 2) + output]).Sum(),
                1e-3);
        }

        Assert.Equal(1, divisors.Aggregate((a, b) => a * b), 1e-4);
        Assert.True(divisors[0] > divisors[2] && divisors[2] > divisors[1]);
    }

    [Fact]
    public void Recorded_activations_are_used_and_texts_that_were_named_are_measured_instead()
    {
        var measured = Files(_checkpoint.Build().Folder)["model.onnx.data"];
        Directory.Delete(_checkpoint.Out, recursive: true);
        var ones = new JsonObject();
        for (var l = 0; l < 2; l++)
        {
            ones[$"{l}.qkv"] = new JsonArray([.. Enumerable.Repeat((JsonNode)1, 32).Select(n => n.DeepClone())]);
            ones[$"{l}.1"] = ones[$"{l}.qkv"]!.DeepClone();
            ones[$"{l}.2"] = new JsonArray([.. Enumerable.Repeat((JsonNode)1, 64).Select(n => n.DeepClone())]);
        }

        File.WriteAllText(_checkpoint.PathOf("activation_absmax.json"), new JsonObject { ["layers"] = ones }.ToJsonString());
        Assert.NotEqual(measured, Files(_checkpoint.Build().Folder)["model.onnx.data"]);
        Directory.Delete(_checkpoint.Out, recursive: true);

        File.WriteAllLines(_checkpoint.PathOf("texts"), GoldenTexts.ReadTexts(_checkpoint.Options().Golden));
        ModelBuild.Run(_checkpoint.Options(calibration: _checkpoint.PathOf("texts")), _ => { });
        Assert.Equal(measured, Files(_checkpoint.Out)["model.onnx.data"]);
    }

    [Fact]
    public void The_float_graph_of_finbert_mini_is_the_reference_and_its_int8_graph_labels_as_it()
    {
        var from = Path.Combine(Repository.Root, "..", "shared", "models", "finbert-mini");
        Assert.SkipUnless(File.Exists(Path.Combine(from, "model.safetensors")), "the checkpoint is not beside the repository");
        var checkpoint = Checkpoint.Read(from);
        OnnxFiles.Write(BertGraph.Float(checkpoint.Config, checkpoint.Weights), _checkpoint.Folder);
        using var reference = OnnxSentimentModel.Load(_checkpoint.PathOf("model.onnx"));

        foreach (var line in File.ReadLines(Path.Combine(Repository.Model, "golden.jsonl")))
        {
            var golden = JsonSerializer.Deserialize(line, GoldenJson.Default.GoldenText)!;
            var logits = reference.Infer(checkpoint.Tokenizer.Encode(golden.Text, 512));
            Assert.Equal(golden.LogitsFp32![0], logits.First, 2e-4);
            Assert.Equal(golden.LogitsFp32[1], logits.Second, 2e-4);
            Assert.Equal(golden.LogitsFp32[2], logits.Third, 2e-4);
        }

        var built = ModelBuild.Run(_checkpoint.Options() with { From = from }, _ => { });
        Assert.Equal((62, 0), (built.GoldenTexts, built.GoldenLeft));
        Assert.InRange(built.LargestDifference, 0, 0.25);
    }

    private GoldenText[] Golden() => [.. GoldenText.ReadAll(File.ReadAllBytes(Path.Combine(_checkpoint.Build().Folder, "golden.jsonl")))];

    private static Dictionary<string, string> Files(string folder) => Directory.GetFiles(folder)
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
