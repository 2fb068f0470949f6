namespace Reasonator.Scoring;

/// <summary>The caller's deadline: <c>Prefer: wait=SECONDS</c> (RFC 7240).</summary>
internal static class WaitPreference
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    // The platform's router cuts at 30 s: an answer must be on its way before.
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The deadline, and whether the header set it. As the RFC asks, a preference that makes no sense is ignored; one
    /// above 25 is taken as 25.
    /// </summary>
    public static (TimeSpan Deadline, bool Applied) Read(IHeaderDictionary headers)
    {
        foreach (var line in headers["Prefer"])
        {
            foreach (var preference in (line ?? "").Split(',', ';'))
            {
                var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts is ["wait" or "Wait" or "WAIT", var value]
                    && uint.TryParse(value.Trim('"'), out var seconds) && seconds > 0)
                {
                    return (TimeSpan.FromSeconds(Math.Min(seconds, Most.TotalSeconds)), true);
                }
            }
        }

        return (Default, false);
    }
}
