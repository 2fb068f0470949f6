namespace Reasonator.Mutants;

/// <summary>How a run of tests went.</summary>
/// <param name="Code">The runner's exit code, null when it was ended at the limit.</param>
/// <param name="Total">Tests that ran.</param>
/// <param name="Failed">The first test that failed.</param>
/// <param name="Took">From start to end.</param>
internal sealed record TestRun(int? Code, int Total, string Failed, TimeSpan Took)
{
    public bool Green => Code == 0 && Total > 0;
}
