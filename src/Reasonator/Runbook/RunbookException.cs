namespace Reasonator.Runbook;

/// <summary>A step cannot be done. The message says why and what to do; it quotes no secret.</summary>
internal sealed class RunbookException(string message) : Exception(message);
