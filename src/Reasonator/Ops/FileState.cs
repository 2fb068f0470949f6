using System.Text.Json.Serialization;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary>A file of a model as it is found on disk.</summary>
internal sealed record FileState(string Name, string State, long? Size, string? Sha256)
{
    public const string Right = "as pinned";
    public const string Wrong = "NOT AS PINNED";
    public const string Missing = "missing";
    public const string NotPinned = "not pinned";
}

/// <summary>A manifest, and its files as they are found.</summary>
internal sealed record ModelState(ModelManifest Manifest, IReadOnlyList<FileState> Files);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelState))]
internal sealed partial class ModelStateJson : JsonSerializerContext;
