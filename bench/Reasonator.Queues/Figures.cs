using System.Globalization;
using System.Text;

namespace Reasonator.Queues;

/// <summary>The table: a line a figure, a column a mode, and in each cell the median with the least and the most.</summary>
internal sealed class Figures
{
    private readonly List<string> _order = [];
    private readonly Dictionary<(string What, string Mode), List<double>> _values = [];
    private readonly Dictionary<(string What, string Mode), string> _words = [];

    public void Add(string what, string mode, double value)
    {
        Note(what);
        lock (_values)
        {
            (_values.TryGetValue((what, mode), out var list) ? list : _values[(what, mode)] = []).Add(value);
        }
    }

    public void Say(string what, string mode, string words)
    {
        Note(what);
        _words[(what, mode)] = words;
    }

    public string Table(params string[] modes)
    {
        var text = new StringBuilder($"| | {string.Join(" | ", modes)} |\n|---|{string.Concat(modes.Select(_ => "---|"))}\n");
        foreach (var what in _order)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" | ", modes.Select(mode => Cell(what, mode)))} |\n");
        }

        return text.ToString();
    }

    private void Note(string what)
    {
        lock (_order)
        {
            if (!_order.Contains(what))
            {
                _order.Add(what);
            }
        }
    }

    private string Cell(string what, string mode)
    {
        if (!_values.TryGetValue((what, mode), out var values))
        {
            return _words.GetValueOrDefault((what, mode), "");
        }

        double[] sorted = [.. values.Order()];
        var median = Number(sorted[sorted.Length / 2]);
        return sorted[0] == sorted[^1] ? median : $"{median} ({Number(sorted[0])} to {Number(sorted[^1])})";
    }

    private static string Number(double value) =>
        Math.Abs(value) >= 100 || value == Math.Round(value) ? value.ToString("#,0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
