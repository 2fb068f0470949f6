namespace Reasonator.Models;

/// <summary>A file of a model: its name in the model's folder, its SHA-256 (64 hex digits) and its size in bytes.</summary>
internal record ModelFile
{
    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    public required long Size { get; init; }
}
