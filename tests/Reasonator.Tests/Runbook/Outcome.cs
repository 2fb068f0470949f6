namespace Reasonator.Tests.Runbook;

/// <summary>What one run of a verb said and did.</summary>
internal sealed record Outcome(string Text, int Changes, int Faults, Exception? Refusal)
{
    public bool IsGood => Refusal is null && Faults == 0;

    public override string ToString() => $"{Text}{Refusal?.Message}";
}
