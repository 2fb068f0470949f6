namespace Reasonator.Tests.Vault;

/// <summary>One request as it arrived.</summary>
internal sealed record RecordedCall(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);
