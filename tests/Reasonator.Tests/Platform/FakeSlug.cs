namespace Reasonator.Tests.Platform;

/// <summary>Built code.</summary>
/// <param name="Commit">What the build was given as the version of its source.</param>
/// <param name="Size">Compressed bytes.</param>
/// <param name="ProcessTypes">The Procfile's.</param>
/// <param name="Created">When.</param>
internal sealed record FakeSlug(
    string? Commit, long Size, IReadOnlyDictionary<string, string> ProcessTypes, DateTimeOffset Created)
{
    public string Id { get; } = $"{Guid.NewGuid()}";
}
