using System.Globalization;

namespace Reasonator.Bench.Curve;

/// <summary>The levels as CSV: a header, then a line a level. What was not seen is an empty cell.</summary>
internal static class CurveTable
{
    private static readonly (string Name, Func<Level, double?> Of)[] Columns =
    [
        ("load", level => level.Factor),
        ("offered_over_capacity", level => level.Offered),
        ("capacity_requests_per_s", level => level.Capacity),
        ("sent", level => level.Sent),
        ("not_sent", level => level.Unsent),
        ("goodput_over_capacity", level => level.Goodput),
        ("ok_200", level => level.Count(200)),
        ("refused_429", level => level.Count(429)),
        ("late_504", level => level.Count(504)),
        ("other", level => level.Sent - level.Count(200) - level.Count(429) - level.Count(504)),
        ("accepted_p50_ms", level => level.Milliseconds(200, 50)),
        ("accepted_p99_ms", level => level.Milliseconds(200, 99)),
        ("refused_p50_ms", level => level.Milliseconds(429, 50)),
        ("refused_p99_ms", level => level.Milliseconds(429, 99)),
        ("refused_in_service_p50_ms", level => level.OwnRefusal(50)),
        ("refused_in_service_p99_ms", level => level.OwnRefusal(99)),
        ("obedient", level => level.Obedient.Count),
        ("obedient_served_first_retry", level => Obedience.ServedBy(level.Obedient, 1)),
        ("obedient_served_by_second", level => Obedience.ServedBy(level.Obedient, 2)),
        ("obedient_served_by_third", level => Obedience.ServedBy(level.Obedient, 3)),
        ("obedient_after_load", level => level.ObedientAfter.Count),
        ("obedient_after_load_served_first_retry", level => Obedience.ServedBy(level.ObedientAfter, 1)),
    ];

    public static string Header => string.Join(',', Columns.Select(column => column.Name));

    public static string Line(Level level) => string.Join(',', Columns.Select(column =>
        column.Of(level) is { } value && double.IsFinite(value) ? Math.Round(value, 3).ToString(CultureInfo.InvariantCulture) : ""));

    public static string Of(IEnumerable<Level> levels) => string.Join('\n', [Header, .. levels.Select(Line), ""]);
}
