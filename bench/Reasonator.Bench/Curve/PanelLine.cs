using OxyPlot;

namespace Reasonator.Bench.Curve;

/// <summary>A line of a panel, with the points that were measured marked.</summary>
internal sealed record PanelLine(string Title, OxyColor Color, LineStyle Style, DataPoint[] Points, bool Marked = true);
