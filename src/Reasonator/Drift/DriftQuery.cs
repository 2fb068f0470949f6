using System.Globalization;
using Reasonator.Scoring;

namespace Reasonator.Drift;

/// <summary>Which days are compared: a day, today where none is named, against another, the one before it where none is named.</summary>
internal readonly record struct DriftQuery(DateOnly Day, DateOnly Against)
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <summary>Reads a query strictly: a typo that is ignored compares other days.</summary>
    public static DriftQuery Read(IQueryCollection query, DateOnly today, RequestFaults faults)
    {
        DateOnly? day = null, against = null;
        foreach (var (name, values) in query)
        {
            if (name is not ("day" or "against"))
            {
                faults.Add(RequestFaults.Pointer("", name), "Unknown parameter; known are day and against.");
            }
            else if (values is not [{ } value] || !TryRead(value, today, out var date))
            {
                faults.Add($"/{name}", "Give once a day such as 2026-11-24 (UTC), not one to come.");
            }
            else if (name == "day")
            {
                day = date;
            }
            else
            {
                against = date;
            }
        }

        var compared = new DriftQuery(day ?? today, against ?? (day ?? today).AddDays(-1));
        if (compared.Day == compared.Against)
        {
            faults.Add("/against", "Must be another day than day.");
        }

        return compared;
    }

    private static bool TryRead(string value, DateOnly today, out DateOnly day) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day >= Earliest && day <= today;
}
