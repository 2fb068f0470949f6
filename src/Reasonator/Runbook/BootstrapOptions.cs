namespace Reasonator.Runbook;

/// <summary>What the operator decides at a bootstrap.</summary>
/// <param name="Team">The owner; null for a personal app.</param>
/// <param name="Dyno">eco or basic; null for what the owner allows.</param>
/// <param name="SentryDsnFile">A file that holds the environment's DSN.</param>
/// <param name="ModelSha">The pin to write; null for the manifest's.</param>
internal sealed record BootstrapOptions(string? Team, string? Dyno, string? SentryDsnFile, string? ModelSha);
