namespace Reasonator.Admission;

/// <summary>
/// An amount of work, in the three quantities that a run's time depends on. Volumes add up, so a backlog is never
/// priced by coefficients that have changed since its items came in.
/// </summary>
internal readonly record struct WorkVolume(int Runs, long Tokens, long TokensSquared)
{
    public static WorkVolume Of(int tokens) => new(1, tokens, (long)tokens * tokens);

    public static WorkVolume operator +(WorkVolume a, WorkVolume b) =>
        new(a.Runs + b.Runs, a.Tokens + b.Tokens, a.TokensSquared + b.TokensSquared);

    public static WorkVolume operator -(WorkVolume a, WorkVolume b) =>
        new(a.Runs - b.Runs, a.Tokens - b.Tokens, a.TokensSquared - b.TokensSquared);
}
