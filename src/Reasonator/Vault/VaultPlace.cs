namespace Reasonator.Vault;

/// <summary>A folder of the vault.</summary>
/// <param name="ProjectId">The vault's project.</param>
/// <param name="Environment">The vault's own slug: dev, staging or prod.</param>
internal sealed record VaultPlace(string ProjectId, string Environment)
{
    /// <summary>The folder's name; it lies at the top.</summary>
    public const string Folder = "rack";

    public const string Path = "/" + Folder;

    public override string ToString() => $"the vault folder {Path} of environment {Environment}";
}
