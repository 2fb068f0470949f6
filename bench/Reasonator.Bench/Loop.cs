namespace Reasonator.Bench;

/// <summary>What callers of a closed loop saw.</summary>
/// <param name="TextsPerSecond">Of answers with 200.</param>
/// <param name="Milliseconds">Of each of them.</param>
/// <param name="Refused">Answers with another status, or none.</param>
internal sealed record Loop(double TextsPerSecond, double[] Milliseconds, int Refused);
