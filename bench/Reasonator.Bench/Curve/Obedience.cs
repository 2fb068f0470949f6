namespace Reasonator.Bench.Curve;

/// <summary>What became of a caller who was refused once, waited exactly as long as Retry-After says, and tried again.</summary>
/// <param name="ServedAt">The try that was served: 2 is the first retry; null where none of them was.</param>
/// <param name="FirstRetryAt">Seconds since the load began.</param>
internal readonly record struct Obedience(int? ServedAt, double FirstRetryAt)
{
    /// <summary>Tries of a caller: after the third retry they give up.</summary>
    public const int MostTries = 4;

    /// <summary>The share of them that was served at this retry or an earlier one; null of none.</summary>
    public static double? ServedBy(IReadOnlyCollection<Obedience> callers, int retry) =>
        callers.Count == 0 ? null : (double)callers.Count(caller => caller.ServedAt <= retry + 1) / callers.Count;
}
