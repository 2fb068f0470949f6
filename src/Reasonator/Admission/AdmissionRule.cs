namespace Reasonator.Admission;

/// <summary>Can it be done in time? A pure function of the work ahead, the request and the measured costs.</summary>
internal static class AdmissionRule
{
    private const int LongestRetryAfter = 30;

    // Under steady overload every admitted request sits at the edge of its deadline: an estimate that is a little too low
    // turns all of them into 504s. A shorter queue serves as many, as long as it is never empty, so what lies ahead, which
    // the machine's mood decides, is taken for more than what is measured of it; a request's own runs for little more.
    private const double AheadMargin = 1.5;
    private const double OwnMargin = 1.1;

    /// <summary>
    /// Null when the request would finish within <paramref name="deadline"/>; otherwise the whole seconds after which
    /// it would, if the work ahead drains at the measured rate and nothing else comes.
    /// </summary>
    public static int? Refuse(CostModel costs, WorkVolume ahead, WorkVolume own, WorkVolume largest, int workers, TimeSpan deadline)
    {
        // Workers share the texts of a request, but a text is run by one.
        var drain = costs.Predict(ahead) / workers;
        var alone = Math.Max(costs.Predict(own) / workers, costs.Predict(largest));
        var late = (drain * AheadMargin) + (alone * OwnMargin) - deadline.TotalSeconds;
        return late <= 0 ? null : WholeSeconds(Math.Min(late / AheadMargin, drain));
    }

    /// <summary>Seconds until the work ahead has made room for as many runs as the request has.</summary>
    public static int RoomAfter(CostModel costs, WorkVolume ahead, WorkVolume own, int workers) =>
        WholeSeconds(costs.Predict(ahead) / workers * Math.Min(1, (double)own.Runs / Math.Max(1, ahead.Runs)));

    internal static int WholeSeconds(double seconds) => (int)Math.Clamp(Math.Ceiling(seconds), 1, LongestRetryAfter);
}
