using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Reasonator.Modeling;

namespace Reasonator.Bench.Peers;

/// <summary>A model in the folder that transformers.js reads: the plain int8 graph of its float weights, and the service's own graph.</summary>
internal static class TransformersFiles
{
    public const string Plain = "plain";
    public const string Own = "own";

    /// <summary>The graphs that a folder has.</summary>
    public static string[] Graphs(string folder) =>
        [.. new[] { Plain, Own }.Where(graph => File.Exists(Path.Combine(folder, "onnx", $"{graph}.onnx")))];

    /// <param name="folder">Where to; appears when it is whole.</param>
    /// <param name="model">The model as the service loads it.</param>
    /// <param name="checkpoint">Its float weights; null where they are not at hand.</param>
    public static void Write(string folder, string model, string? checkpoint)
    {
        var work = folder + ".new";
        var graphs = Directory.CreateDirectory(Path.Combine(work, "onnx")).FullName;
        WriteConfig(Path.Combine(model, "manifest.json"), Path.Combine(work, "config.json"));
        TokenizerFiles.Write(Path.Combine(model, "vocab.txt"), work);
        File.Copy(Path.Combine(model, OnnxFiles.Graph), Path.Combine(graphs, $"{Own}.onnx"), overwrite: true);
        var data = Path.Combine(model, OnnxFiles.Data);
        if (File.Exists(data))
        {
            // Under the name by which the graph calls it.
            File.Copy(data, Path.Combine(graphs, OnnxFiles.Data), overwrite: true);
        }

        if (checkpoint is not null)
        {
            WritePlain(checkpoint, Path.Combine(graphs, $"{Plain}.onnx"));
        }

        Directory.Move(work, folder);
    }

    private static void WriteConfig(string manifest, string config)
    {
        var labels = JsonNode.Parse(File.ReadAllText(manifest))!["labels"]!.AsArray().Select((label, i) => ($"{i}", $"{label}"));
        File.WriteAllText(config, JsonSerializer.Serialize(new { model_type = "bert", id2label = labels.ToDictionary(l => l.Item1, l => l.Item2) }));
    }

    private static void WritePlain(string folder, string path)
    {
        var checkpoint = Checkpoint.Read(folder);
        using var tensors = new SafetensorsFile(Path.Combine(folder, "model.safetensors"));
        var segments = tensors.Read("bert.embeddings.token_type_embeddings.weight", [checkpoint.Config.TypeVocabSize, checkpoint.Config.HiddenSize]);
        using var file = File.Create(path);
        PlainGraph.Write(checkpoint.Config, checkpoint.Weights, segments, graph => new PlainProducts(graph)).WriteTo(file);
    }
}
