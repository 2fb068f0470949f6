namespace Reasonator.Tests.Vault;

/// <summary>One request as it arrived.</summary>
internal sealed record RecordedCall(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body as it came over the wire, which for an archive is not text.</summary>
    public byte[] Bytes { get; init; } = [];
}
