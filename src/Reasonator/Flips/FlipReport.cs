using System.Globalization;
using System.Text;
using Reasonator.Batches;
using Reasonator.Evaluation;
using Reasonator.Inference.Runtime;

namespace Reasonator.Flips;

/// <summary><c>report.md</c>: what a rescoring changed, for people.</summary>
internal static class FlipReport
{
    private static readonly string[] Labels = [.. Enum.GetValues<Label>().Select(LabelOrder.Name)];

    public static string Write(BatchBody batch, FlipCount count)
    {
        var page = new StringBuilder();
        Line(page, $"# Rescoring {batch.Id}\n");
        Line(page, $"Batch of {batch.CreatedAt:yyyy-MM-dd HH:mm} UTC, {batch.Status}: {count.Items:N0} of {batch.Total:N0} items are in this report{(batch.FinishedAt is null ? "; it is not the last word" : "")}.\n");
        Line(page, $"| | |\n|---|---|");
        Models(page, "old model", count.OldModels);
        Models(page, "new model", count.NewModels);
        Line(page, $"| items with both scores | {count.Compared:N0} |");
        Line(page, $"| items without one of them (the model failed) | {count.Items - count.Compared:N0} |");
        Line(page, $"| not rescorable (the text is not held) | {(batch.NotRescorable is { } left ? left.ToString("N0", CultureInfo.InvariantCulture) : "not told")} |");
        if (count.Compared > 0)
        {
            Figures(page, count);
            Moves(page, count);
            Largest(page, count);
        }

        return page.ToString();
    }

    private static void Models(StringBuilder page, string name, SortedDictionary<string, long> models)
    {
        foreach (var (sha, items) in models)
        {
            Line(page, $"| {name} | `{Cell(sha)}` ({items:N0} items) |");
        }
    }

    private static void Figures(StringBuilder page, FlipCount count)
    {
        var (low, high) = Wilson.Interval(count.Flips, count.Compared);
        Line(page, $"| labels flipped | {count.Flips:N0}, {100.0 * count.Flips / count.Compared:0.00} % (95 % interval {100 * low:0.00} to {100 * high:0.00}, Wilson) |");
        Line(page, $"| mean change of sentiment | {count.MeanChange:+0.0000;-0.0000;0.0000} |");
        Line(page, $"| mean size of a change | {count.MeanSize:0.0000} |");
        Line(page, $"| largest change | {count.Largest[0].Change:+0.0000;-0.0000;0.0000} |");
    }

    private static void Moves(StringBuilder page, FlipCount count)
    {
        Line(page, $"\n## Labels, old to new\n\n| old \\ new | {string.Join(" | ", Labels)} |\n|---|---:|---:|---:|");
        foreach (var from in Labels)
        {
            Line(page, $"| {from} | {string.Join(" | ", Labels.Select(to => count.Moves(from, to).ToString("N0", CultureInfo.InvariantCulture)))} |");
        }
    }

    private static void Largest(StringBuilder page, FlipCount count)
    {
        Line(page, $"\n## The {count.Largest.Count} largest changes of sentiment\n\n| id | batch | old | new | change |\n|---|---|---|---|---:|");
        foreach (var item in count.Largest)
        {
            var old = item.Previous;
            Line(page, $"| {Cell(item.Id)} | {old.BatchId} | {old.Label} {old.Sentiment:0.0000} | {item.Label} {item.Sentiment:0.0000} | {item.Change:+0.0000;-0.0000;0.0000} |");
        }
    }

    private static void Line(StringBuilder page, FormattableString line) => page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>Somebody else's words, as one cell that they cannot leave and in which they mean nothing.</summary>
    private static string Cell(string text) => string.Concat(text.Select(c => char.IsControl(c) ? " " : "\\`*_[]<>|&".Contains(c) ? $"&#{(int)c};" : $"{c}"));
}
