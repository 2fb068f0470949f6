using System.Security.Cryptography;
using System.Text.Json;
using Reasonator.Formats;
using Reasonator.Inference.Runtime;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>From a checkpoint to a model's folder: read, smooth, quantise, write, prove, and only then put in its place.</summary>
internal static class ModelBuild
{
    // What quantisation changed here, and half as much again for processors that round products otherwise.
    private const double Margin = 1.5;
    private const double Alpha = 0.8;
    private const string Vocabulary = "vocab.txt";
    private const string Golden = "golden.jsonl";

    /// <param name="options">What to build, and of what.</param>
    /// <param name="step">Is told what begins.</param>
    /// <exception cref="ModelException">Something is not as it must be; nothing is left half written.</exception>
    public static BuiltModel Run(BuildOptions options, Action<string> step)
    {
        if (Directory.Exists(options.Out) && Directory.EnumerateFileSystemEntries(options.Out).Any())
        {
            throw new ModelException($"{options.Out} is not empty: name another folder by --out, or remove what is there.");
        }

        // Beside its place, so that the last step is a rename.
        var work = Directory.CreateDirectory(Path.GetFullPath(options.Out).TrimEnd('/') + ".building");
        try
        {
            var built = Build(options, work, step);
            if (Directory.Exists(options.Out))
            {
                Directory.Delete(options.Out);
            }

            Directory.Move(Path.Combine(work.FullName, "model"), options.Out);
            return built with { Folder = options.Out };
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static BuiltModel Build(BuildOptions options, DirectoryInfo work, Action<string> step)
    {
        step("reading the checkpoint");
        var checkpoint = Checkpoint.Read(options.From);
        var texts = GoldenTexts.ReadTexts(options.Golden);
        var (reference, model) = (work.CreateSubdirectory("float").FullName, work.CreateSubdirectory("model").FullName);
        var activations = ReadActivations(options, checkpoint, texts, reference, step);
        step("quantising");
        OnnxFiles.Write(BertGraph.Int8(checkpoint.Config, SmoothedWeights.Of(checkpoint.Weights, activations, Alpha), options.Bits), model);
        step("running the golden texts");
        OnnxFiles.Write(BertGraph.Float(checkpoint.Config, checkpoint.Weights), reference);
        var golden = RunGolden(checkpoint, texts, reference, model);
        File.WriteAllBytes(Path.Combine(model, Golden), golden.ToBytes());
        File.WriteAllBytes(Path.Combine(model, Vocabulary), checkpoint.VocabularyBytes);
        var manifest = Manifest(options, checkpoint, golden, model);
        File.WriteAllBytes(Path.Combine(model, ModelManifest.FileName), [.. JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.ModelManifest), (byte)'\n']);
        step("proving the model");
        using var loaded = ModelLoader.Load(model, pin: null, TimeProvider.System, (_, _) => { });
        return new BuiltModel(model, loaded.Sha, manifest.Weights.Sum(file => file.Size ?? 0), golden.Kept, golden.Run, golden.Left, golden.LargestDifference, loaded.Fingerprint);
    }

    private static IReadOnlyDictionary<string, float[]> ReadActivations(
        BuildOptions options, Checkpoint checkpoint, IReadOnlyList<string> golden, string folder, Action<string> step)
    {
        var recorded = Path.Combine(options.From, Activations.FileName);
        if (options.Calibration is null && File.Exists(recorded))
        {
            return Activations.Read(recorded, checkpoint.Weights);
        }

        step("measuring activations");
        var watched = new Dictionary<string, string>();
        OnnxFiles.Write(BertGraph.Float(checkpoint.Config, checkpoint.Weights, watched), folder);
        var texts = options.Calibration is { } path ? ReadLines(path) : golden;
        return ModelThreads.Run(() =>
            Activations.Measure(folder, watched, checkpoint.Weights, [.. texts.Select(text => checkpoint.Tokenizer.Encode(text, checkpoint.MaxTokens))]));
    }

    private static GoldenTexts RunGolden(Checkpoint checkpoint, IReadOnlyList<string> texts, string reference, string model)
    {
        using var floating = OnnxSentimentModel.Load(Path.Combine(reference, OnnxFiles.Graph));
        using var quantised = OnnxSentimentModel.Load(Path.Combine(model, OnnxFiles.Graph));
        var golden = GoldenTexts.Of(texts, checkpoint, floating, quantised);
        return golden.Kept > 0
            ? golden
            : throw new ModelException("Quantisation changed the label of every golden text: the checkpoint is not a trained classifier, or the texts are not its kind.");
    }

    private static ModelManifest Manifest(BuildOptions options, Checkpoint checkpoint, GoldenTexts golden, string folder)
    {
        var config = checkpoint.Config;
        var file = Pinned(folder, Golden);
        return new ModelManifest
        {
            Name = options.Name,
            Version = options.Version,
            Architecture = $"bert-{config.NumHiddenLayers}x{config.HiddenSize} int8 (dynamic activations per text, {options.Bits}-bit weights per output channel)",
            Labels = config.LabelOrder,
            Quantisation = $"int8-dynamic{(options.Bits == 8 ? "" : $"-w{options.Bits}")}",
            MaxTokens = checkpoint.MaxTokens,
            VocabularySize = config.VocabSize,
            Weights = [Pinned(folder, OnnxFiles.Graph), Pinned(folder, OnnxFiles.Data)],
            Vocabulary = Pinned(folder, Vocabulary),
            Golden = new GoldenFile { Name = file.Name, Sha256 = file.Sha256, Size = file.Size, Tolerance = Math.Ceiling(golden.LargestDifference * Margin * 100) / 100 },
            Source = options.Source,
            Licence = options.Licence,
            TrainingData = options.TrainingData,
        };
    }

    private static ModelFile Pinned(string folder, string name)
    {
        using var stream = File.OpenRead(Path.Combine(folder, name));
        return new ModelFile { Name = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)), Size = stream.Length };
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            var lines = NamedFile.Read(
                "--calibrate", path, "give a file with a text a line",
                file => PlainRows.Read(file).Where(row => row.Text is { Length: > 0 }).Select(row => row.RequireText()).ToArray());
            return lines.Length > 0 ? lines : throw new ModelException($"{path} holds no text to measure activations over.");
        }
        catch (FormatException e)
        {
            throw new ModelException(e.Message, e);
        }
    }
}
