namespace Reasonator.Runbook;

/// <param name="Source">An archive; null for the last commit here.</param>
/// <param name="ModelSha">The weights that must answer; null for the vault's pin or the archive's manifest.</param>
/// <param name="RequireScopedKey">Whether a key that can read config vars is refused.</param>
/// <param name="Deadline">How long health may take to turn green.</param>
internal sealed record DeployOptions(string? Source, string? ModelSha, bool RequireScopedKey, TimeSpan Deadline);
