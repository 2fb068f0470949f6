using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>The pictures of a report, as SVG: they need no font and no native library to be made, and show as a diff.</summary>
internal static class Pictures
{
    private const int Side = 420;
    private const int Buckets = 20;

    private static readonly string[] Names = [.. Enum.GetValues<Label>().Select(LabelOrder.Name)];
    private static readonly OxyColor Ink = OxyColor.FromRgb(0x1F, 0x5F, 0xA8);

    /// <summary>How often each label was given which; darker is a larger share of the truth's row.</summary>
    public static string Confusion(Metrics metrics)
    {
        var plot = Plot($"{metrics.Set}: truth and answer");
        plot.Axes.Add(Categories(AxisPosition.Bottom, "answer"));
        var truths = Categories(AxisPosition.Left, "truth");
        (truths.StartPosition, truths.EndPosition) = (1, 0);
        plot.Axes.Add(truths);
        for (var truth = 0; truth < Names.Length; truth++)
        {
            var row = metrics.Confusion[truth];
            for (var answer = 0; answer < Names.Length; answer++)
            {
                var share = (double)row[answer] / Math.Max(1, row.Sum());
                plot.Annotations.Add(new RectangleAnnotation
                {
                    MinimumX = answer - 0.5,
                    MaximumX = answer + 0.5,
                    MinimumY = truth - 0.5,
                    MaximumY = truth + 0.5,
                    Fill = OxyColor.FromAColor((byte)(share * 255), Ink),
                    Text = row[answer].ToString(CultureInfo.InvariantCulture),
                    TextColor = share > 0.5 ? OxyColors.White : OxyColors.Black,
                    FontSize = 16,
                });
            }
        }

        return Svg(plot);
    }

    /// <summary>Accuracy of the answers of each confidence; on the diagonal the model is as often right as it says.</summary>
    public static string Reliability(Metrics metrics)
    {
        var plot = Plot($"{metrics.Set}: reliability (ECE {metrics.CalibrationError.ToString("F3", CultureInfo.InvariantCulture)})");
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "confidence", AxisTitleDistance = 8, Minimum = 0.3, Maximum = 1 });
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "accuracy", AxisTitleDistance = 8, Minimum = 0, Maximum = 1 });
        plot.Series.Add(new LineSeries { Color = OxyColors.Gray, LineStyle = LineStyle.Dash, ItemsSource = (DataPoint[])[new(0, 0), new(1, 1)] });
        plot.Series.Add(new LineSeries
        {
            Color = Ink,
            MarkerType = MarkerType.Circle,
            MarkerFill = Ink,
            ItemsSource = metrics.Calibration.Where(bin => bin.Count > 0).Select(bin => new DataPoint(bin.Confidence, bin.Accuracy)).ToArray(),
        });
        return Svg(plot);
    }

    /// <summary>How the sentiments are spread.</summary>
    public static string Sentiments(string set, IReadOnlyList<Verdict> verdicts)
    {
        var plot = Plot($"{set}: sentiment");
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "P(positive) − P(negative)", AxisTitleDistance = 8, Minimum = -1, Maximum = 1 });
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "texts", AxisTitleDistance = 8, Minimum = 0 });
        var bars = new RectangleBarSeries { FillColor = Ink, StrokeThickness = 0.5 };
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var (low, high) = ((bucket * 2.0 / Buckets) - 1, ((bucket + 1) * 2.0 / Buckets) - 1);
            var count = verdicts.Count(v => v.Sentiment >= low && (v.Sentiment < high || bucket == Buckets - 1));
            bars.Items.Add(new RectangleBarItem(low, 0, high, count));
        }

        plot.Series.Add(bars);
        return Svg(plot);
    }

    // Without bounds of its own an axis ends where its series do, and annotations are none.
    private static CategoryAxis Categories(AxisPosition position, string title) => new()
    {
        Position = position,
        Title = title,
        AxisTitleDistance = 12,
        ItemsSource = Names,
        Minimum = -0.5,
        Maximum = Names.Length - 0.5,
    };

    private static PlotModel Plot(string title) => new() { Title = title, TitleFontSize = 14, Background = OxyColors.White, Culture = CultureInfo.InvariantCulture };

    private static string Svg(PlotModel plot) => new SvgExporter { Width = Side, Height = Side }.ExportToString(plot).ReplaceLineEndings("\n");
}
