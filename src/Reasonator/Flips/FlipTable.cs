using System.Globalization;

namespace Reasonator.Flips;

/// <summary><c>report.csv</c>: an item a line, as RFC 4180 has it.</summary>
internal static class FlipTable
{
    private const string Names = "batch_id,id,old_label,new_label,old_sentiment,new_sentiment,change,flipped,old_model_sha,new_model_sha";

    public static void Begin(TextWriter to) => to.Write($"{Names}\r\n");

    public static void Write(TextWriter to, RescoredItem item)
    {
        string?[] fields =
        [
            $"{item.Previous.BatchId}", item.Id, item.Previous.Label, item.Label, Number(item.Previous.Sentiment), Number(item.Sentiment), Number(item.Change),
            item.IsComparable ? item.IsFlipped ? "true" : "false" : null, item.Previous.ModelSha, item.ModelSha,
        ];
        to.Write(string.Join(',', fields.Select(Field)) + "\r\n");
    }

    // Never 1E-05, which a spreadsheet may show as text.
    private static string? Number(double? value) => value?.ToString("0.#######", CultureInfo.InvariantCulture);

    private static string Field(string? value) =>
        value is null ? "" : value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"")}\"" : value;
}
