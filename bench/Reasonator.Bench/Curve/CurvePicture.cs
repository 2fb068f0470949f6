using OxyPlot;
using OxyPlot.Axes;

namespace Reasonator.Bench.Curve;

/// <summary>The overload curve as SVG: three panels over the same axis of the load.</summary>
internal static class CurvePicture
{
    private const double Most = 4.1;

    private static readonly OxyColor Blue = OxyColor.FromRgb(0x1F, 0x5F, 0xA8);
    private static readonly OxyColor Orange = OxyColor.FromRgb(0xC4, 0x5A, 0x11);
    private static readonly OxyColor Green = OxyColor.FromRgb(0x2E, 0x7D, 0x32);

    public static string Of(IReadOnlyCollection<Level> levels, string about)
    {
        Panel[] panels = [Served(levels), Times(levels), Obedient(levels)];
        var height = panels.Length * Panel.Height;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Panel.Width}" height="{height}" viewBox="0 0 {Panel.Width} {height}" font-family="sans-serif" font-size="12">
            <title>Overload: {about}</title>
            <rect width="100%" height="100%" fill="white"/>
            {string.Join('\n', panels.Select((panel, i) => panel.ToSvg(i)))}
            </svg>

            """.ReplaceLineEndings("\n");
    }

    private static Panel Served(IReadOnlyCollection<Level> levels) => new(
        "Served in time, ÷ capacity",
        new LinearAxis { Minimum = 0, Maximum = Math.Max(1.15, levels.Max(level => level.Goodput) * 1.05), MajorStep = 0.25, MinorTickSize = 0 },
        [
            new PanelLine("goodput", Blue, LineStyle.Solid, Points(levels, level => level.Goodput)),
            new PanelLine("all that can be served", OxyColors.Gray, LineStyle.Dash, [new(0, 0), new(1, 1), new(Most, 1)], Marked: false),
        ]);

    private static Panel Times(IReadOnlyCollection<Level> levels) => new(
        "Answer times, ms",
        new LogarithmicAxis { Minimum = 0.05, Maximum = 5_000, StringFormat = "0.##", MinorTickSize = 0 },
        [
            new PanelLine("accepted, p50", Blue, LineStyle.Solid, Points(levels, level => level.Milliseconds(200, 50))),
            new PanelLine("accepted, p99", Blue, LineStyle.Dot, Points(levels, level => level.Milliseconds(200, 99))),
            new PanelLine("the callers' patience", OxyColors.Gray, LineStyle.Dash, [new(0, OverloadCurve.Patience * 1000), new(Most, OverloadCurve.Patience * 1000)], Marked: false),
            new PanelLine("refused, p50 as callers see it", Orange, LineStyle.Solid, Points(levels, level => level.Milliseconds(429, 50))),
            new PanelLine("refused, p99 as callers see it", Orange, LineStyle.Dot, Points(levels, level => level.Milliseconds(429, 99))),
            new PanelLine("refused, p50 in the service", Green, LineStyle.Solid, Points(levels, level => level.OwnRefusal(50))),
        ]);

    private static Panel Obedient(IReadOnlyCollection<Level> levels) => new(
        "Refused callers who wait as long as Retry-After says: share served",
        new LinearAxis { Minimum = 0, Maximum = 1.1, MajorStep = 0.25, MinorTickSize = 0 },
        [
            new PanelLine("first retry, load going on", Orange, LineStyle.Solid, Points(levels, level => Obedience.ServedBy(level.Obedient, 1))),
            new PanelLine("by the second, load going on", Orange, LineStyle.Dot, Points(levels, level => Obedience.ServedBy(level.Obedient, 2))),
            new PanelLine("first retry, load over", Green, LineStyle.Solid, Points(levels, level => Obedience.ServedBy(level.ObedientAfter, 1))),
            new PanelLine("beside: of all requests", OxyColors.Gray, LineStyle.Dash, Points(levels, level => (double)level.Count(200) / level.Sent)),
        ]);

    private static DataPoint[] Points(IEnumerable<Level> levels, Func<Level, double?> value) =>
        [.. levels.Where(level => value(level) is { } v && double.IsFinite(v)).Select(level => new DataPoint(level.Factor, value(level)!.Value))];
}
