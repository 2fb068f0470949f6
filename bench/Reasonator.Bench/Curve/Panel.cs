using System.Globalization;
using System.Net;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Reasonator.Bench.Curve;

/// <summary>
/// A plot under a title and a legend. They are written here: the plotting library cannot measure text without a font, and cuts
/// its own legends off.
/// </summary>
internal sealed record Panel(string Title, Axis Values, PanelLine[] Lines)
{
    public const int Width = 760;
    public const int Height = 320;

    private const int Left = 60;
    private const int Column = 230;
    private const int Row = 18;
    private const int Columns = 3;

    private static readonly OxyColor Grid = OxyColor.FromRgb(0xE2, 0xE2, 0xE2);

    public string ToSvg(int index)
    {
        var head = 30 + ((Lines.Length + Columns - 1) / Columns * Row);
        return $"""
            <g transform="translate(0 {index * Height})">
            <text x="{Left}" y="24" font-size="14" font-weight="bold">{WebUtility.HtmlEncode(Title)}</text>
            {string.Join('\n', Lines.Select(Legend))}
            <g transform="translate(0 {head})">
            {Plot(Height - head, index)}
            </g>
            </g>
            """;
    }

    private static string Legend(PanelLine line, int i)
    {
        var (x, y) = (Left + (i % Columns * Column), 40 + (i / Columns * Row));
        var dashes = line.Style switch { LineStyle.Dash => "6 3", LineStyle.Dot => "2 3", _ => "none" };
        var color = $"rgb({line.Color.R},{line.Color.G},{line.Color.B})";
        return $"""<line x1="{x}" y1="{y}" x2="{x + 26}" y2="{y}" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"/><text x="{x + 32}" y="{y + 4}">{WebUtility.HtmlEncode(line.Title)}</text>""";
    }

    private string Plot(int height, int index)
    {
        var plot = new PlotModel { Culture = CultureInfo.InvariantCulture, PlotMargins = new OxyThickness(Left, 8, 20, 42), Padding = new OxyThickness(0) };
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = "offered load ÷ capacity",
            AxisTitleDistance = 6,
            Minimum = 0,
            Maximum = 4.1,
            MajorStep = 0.5,
            MinorTickSize = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = Grid,
        });
        (Values.Position, Values.MajorGridlineStyle, Values.MajorGridlineColor) = (AxisPosition.Left, LineStyle.Solid, Grid);
        plot.Axes.Add(Values);
        foreach (var line in Lines)
        {
            plot.Series.Add(new LineSeries
            {
                Color = line.Color,
                LineStyle = line.Style,
                MarkerType = line.Marked ? MarkerType.Circle : MarkerType.None,
                MarkerSize = 3,
                MarkerFill = line.Color,
                ItemsSource = line.Points,
            });
        }

        var svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(plot);
        // It begins as a document all the same; and every plot calls its clips alike, where the panels are one document.
        return svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]
            .Replace("id=\"clipPath", $"id=\"panel{index}-", StringComparison.Ordinal)
            .Replace("url(#clipPath", $"url(#panel{index}-", StringComparison.Ordinal);
    }
}
