namespace Reasonator.Bench.Peers;

/// <summary>How long everything is measured.</summary>
/// <param name="Quick">For a look at it; figures to be told are of the whole one.</param>
/// <param name="MiniRounds">Counted rounds with finbert-mini, whose ratios differ by a tenth from one round to the next.</param>
/// <param name="BaseRounds">The same with BERT-base's size.</param>
/// <param name="WarmUps">Rounds before them.</param>
/// <param name="MiniSeconds">Of one server in one round, with finbert-mini.</param>
/// <param name="BaseSeconds">The same with BERT-base's size, where a request of 32 texts takes a fifth of a second of all cores.</param>
/// <param name="Callers">Callers at once.</param>
/// <param name="Starts">Starts of each server, for the median.</param>
/// <param name="Crowd">Callers of 32 texts while memory is watched.</param>
internal sealed record Plan(bool Quick, int MiniRounds, int BaseRounds, int WarmUps, double MiniSeconds, double BaseSeconds, int Callers, int Starts, int Crowd)
{
    public static Plan Of(bool quick) => quick ? new(quick, 2, 1, 0, 0.25, 0.4, 2, 1, 4) : new(quick, 13, 5, 1, 1.5, 3, 4, 3, 32);

    public int RoundsOf(Subject subject) => subject.Name == "base" ? BaseRounds : MiniRounds;

    public double SecondsOf(Subject subject) => subject.Name == "base" ? BaseSeconds : MiniSeconds;
}
