using System.Text.Json.Serialization;

namespace Reasonator.Models;

/// <summary>A file of a model: its name in the model's folder, its SHA-256 (64 hex digits) and its size in bytes.</summary>
internal record ModelFile
{
    /// <summary>Stands for the hash of a file that nobody has pulled yet.</summary>
    public const string Unknown = "unknown";

    public required string Name { get; init; }

    /// <summary>64 hex digits, or <see cref="Unknown"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes; absent where the hash is unknown.</summary>
    public long? Size { get; init; }

    /// <summary>Where it can be pulled from; absent where the repository holds it.</summary>
    public string? Url { get; init; }

    [JsonIgnore]
    public bool IsPinned => Sha256 != Unknown;
}
