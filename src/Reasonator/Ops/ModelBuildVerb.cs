using System.CommandLine;
using Reasonator.Hosting;
using Reasonator.Modeling;
using Reasonator.Models;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary><c>model build --from DIR --out DIR</c>: a checkpoint in, a model's folder out.</summary>
internal static class ModelBuildVerb
{
    public static Command Create()
    {
        var command = new Command("build", "Quantises a Hugging Face BERT classifier and writes its graph, golden texts and manifest.");
        var from = new Option<string>("--from") { Required = true, Description = "The checkpoint: config.json, vocab.txt, and model.safetensors or a float32 model.onnx." };
        var to = new Option<string>("--out") { Required = true, Description = "The folder to write; new or empty." };
        var name = new Option<string?>("--name") { Description = "The model's name (default: the name of the folder)." };
        var version = new Option<string>("--model-version") { Description = "The model's version.", DefaultValueFactory = _ => "1.0.0" };
        var licence = new Option<string>("--licence") { Description = "The terms of the weights.", DefaultValueFactory = _ => "Not stated; see the source." };
        var training = new Option<string>("--training-data") { Description = "What the weights were trained on, and its terms.", DefaultValueFactory = _ => "Not stated; see the source." };
        var source = new Option<string?>("--source") { Description = "Where the checkpoint is from (default: the folder's name)." };
        var revision = new Option<string>("--revision") { Description = "Its revision there.", DefaultValueFactory = _ => "unknown" };
        var golden = new Option<string?>("--golden") { Description = "Lines {\"text\":…} for the self-test (default: those of finbert-mini)." };
        var calibrate = new Option<string?>("--calibrate") { Description = "A text a line to measure activations over (default: activation_absmax.json beside the checkpoint, else the golden texts)." };
        var bits = new Option<int>("--bits") { Description = "Bits of a weight, 8 or 7.", DefaultValueFactory = _ => 8 };
        bits.AcceptOnlyFromAmong("8", "7");
        foreach (var option in (Option[])[from, to, name, version, licence, training, source, revision, golden, calibrate, bits])
        {
            command.Add(option);
        }

        command.SetAction(parsed => Build(new BuildOptions
        {
            From = parsed.GetValue(from)!,
            Out = parsed.GetValue(to)!,
            Name = parsed.GetValue(name) ?? FolderName(parsed.GetValue(to)!),
            Version = parsed.GetValue(version)!,
            Licence = parsed.GetValue(licence)!,
            TrainingData = parsed.GetValue(training)!,
            Source = new ModelOrigin(parsed.GetValue(source) ?? FolderName(parsed.GetValue(from)!), parsed.GetValue(revision)!),
            Golden = parsed.GetValue(golden) ?? Path.Combine(AppContext.BaseDirectory, "models", ServiceOptions.EmbeddedModel, "golden.jsonl"),
            Calibration = parsed.GetValue(calibrate),
            Bits = parsed.GetValue(bits),
        }));
        return command;
    }

    private static int Build(BuildOptions options)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        try
        {
            var built = Console.IsErrorRedirected
                ? ModelBuild.Run(options, _ => { })
                : console.Status().Start("building", status => ModelBuild.Run(options, step => status.Status(step)));
            Console.WriteLine($"{built.Folder}: {built.Bytes / 1e6:F1} MB of weights, SHA-256 {built.Sha}");
            Console.WriteLine($"{built.GoldenTexts} golden texts, {built.GoldenRun} of them run at every start; {built.GoldenLeft} left out because quantisation changed their label; largest difference of a logit {built.LargestDifference:F4}");
            Console.WriteLine($"fingerprint here {built.Fingerprint}; serve it with MODELS_DIR={Path.GetDirectoryName(Path.GetFullPath(built.Folder))} MODEL={FolderName(built.Folder)}");
            return 0;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return ReasonatorCommand.Failed;
        }
    }

    private static string FolderName(string path) => Path.GetFileName(Path.GetFullPath(path).TrimEnd('/'));
}
