using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reasonator.Models;

/// <summary>What a model is and which bytes it is made of: <c>models/NAME/manifest.json</c>.</summary>
internal sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Architecture { get; init; }

    /// <summary>The label of each output of the graph, in its order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    public required string Quantisation { get; init; }

    /// <summary>The longest sequence the model reads, [CLS] and [SEP] included.</summary>
    public required int MaxTokens { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>The graph first, then its external data files; hashed together in this order.</summary>
    public required IReadOnlyList<ModelFile> Weights { get; init; }

    public required ModelFile Vocabulary { get; init; }

    public required GoldenFile Golden { get; init; }

    public required ModelOrigin Source { get; init; }

    /// <summary>The terms of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>What the weights were trained on, and the terms of that.</summary>
    public required string TrainingData { get; init; }

    /// <summary>Every file that the manifest names.</summary>
    [JsonIgnore]
    public IEnumerable<ModelFile> Files => Weights.Append(Vocabulary).Append(Golden);

    /// <summary>Reads and checks the manifest of a model's folder.</summary>
    /// <exception cref="ModelException">Missing, not JSON, or a field is missing, unknown or out of range.</exception>
    public static ModelManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJson.Default.ModelManifest)
                ?? throw new ModelException($"{path} is empty; restore it from the repository.");
            return manifest.Checked(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"There is no model at {folder}: {FileName} is missing. Set MODELS_DIR to the folder that holds it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read ({e.Message}); restore it from the repository.", e);
        }
        catch (JsonException e)
        {
            throw new ModelException($"{path} is not a valid manifest (line {e.LineNumber + 1}); restore it from the repository.", e);
        }
    }

    private static bool IsFileName(string name) => name == Path.GetFileName(name) && name is not ("" or "." or "..") && !name.Any(char.IsControl);

    private ModelManifest Checked(string path)
    {
        var fault = Weights.Count == 0 ? "names no weights"
            : !Inference.Runtime.LabelOrder.IsValid(Labels) ? "does not name positive, negative and neutral once each as labels"
            : MaxTokens is < 2 or > 8192 ? "has max_tokens outside 2 to 8192"
            : Files.Any(f => f is null || !IsFileName(f.Name)) ? "names a file outside its folder, or none"
            : Files.Any(f => f.IsPinned && (f.Sha256.Length != 64 || !f.Sha256.All(char.IsAsciiHexDigit) || f.Size is null))
                ? "pins a file without 64 hex digits of sha256 and a size"
            : !Vocabulary.IsPinned || !Golden.IsPinned ? "does not pin its vocabulary and its golden texts"
            : null;
        return fault is null ? this : throw new ModelException($"{path} {fault}; restore it from the repository.");
    }
}

/// <summary>Reads the manifest's snake_case; an unknown field is an error, so that a typo cannot switch a check off.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
