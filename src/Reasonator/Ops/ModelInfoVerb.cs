using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary><c>model info</c>: what a model is, where it comes from, on what terms, and whether its files are what they should be.</summary>
internal static class ModelInfoVerb
{
    public static Command Create()
    {
        var command = new Command("info", "Prints a model's provenance and terms, and checks its files against their hashes.");
        var name = new Option<string?>("--name") { Description = "The model's folder in MODELS_DIR (default: MODEL, or finbert-mini)." };
        var json = new Option<bool>("--json") { Description = "Print the manifest with the state of each file as JSON." };
        command.Add(name);
        command.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? name, bool json)
    {
        try
        {
            var folder = LocalModel.Folder(name);
            var manifest = ModelManifest.Read(folder);
            FileState[] files = [.. manifest.Files.Select(file => StateOf(folder, file))];
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(new ModelState(manifest, files), ModelStateJson.Default.ModelState));
            }
            else
            {
                Write(manifest, files);
            }

            return Array.TrueForAll(files, file => file.State is FileState.Right or FileState.NotPinned) ? 0 : ReasonatorCommand.Failed;
        }
        catch (ModelException e)
        {
            Console.Error.WriteLine(e.Message);
            return ReasonatorCommand.Failed;
        }
    }

    private static void Write(ModelManifest manifest, IEnumerable<FileState> files)
    {
        Console.WriteLine($"""
            name           {manifest.Name} {manifest.Version}
            architecture   {manifest.Architecture}
            labels         {string.Join(", ", manifest.Labels)}
            quantisation   {manifest.Quantisation}
            limits         {manifest.MaxTokens} tokens, {manifest.VocabularySize} words
            golden texts   {manifest.Golden.Name}, tolerance {manifest.Golden.Tolerance}
            source         {manifest.Source.Url}, revision {manifest.Source.Revision}
            licence        {manifest.Licence}
            training data  {manifest.TrainingData}
            """);
        foreach (var file in files)
        {
            Console.WriteLine($"file           {file.Name}: {file.State}{(file.Sha256 is null ? "" : $", {file.Size} bytes, SHA-256 {file.Sha256}")}");
        }
    }

    private static FileState StateOf(string folder, ModelFile file)
    {
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path))
        {
            return new FileState(file.Name, FileState.Missing, null, null);
        }

        using var stream = File.OpenRead(path);
        var sha = Convert.ToHexStringLower(SHA256.HashData(stream));
        var state = !file.IsPinned ? FileState.NotPinned : sha.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase) ? FileState.Right : FileState.Wrong;
        return new FileState(file.Name, state, stream.Length, sha);
    }
}
