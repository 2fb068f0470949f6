using System.Globalization;

namespace Reasonator.Tracing;

/// <summary>The place of a stored score: an event's id, or the id of a chunk's results and the place in them (−1 for an event).</summary>
internal readonly record struct ScoreCursor(Guid Id, int Index)
{
    public static bool TryParse(string text, out ScoreCursor cursor)
    {
        var (id, index) = text.Split('.', 2) is [var first, var second] ? (first, second) : (text, null);
        var place = -1;
        var isCursor = Guid.TryParseExact(id, "D", out var guid) && (index is null || int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out place));
        cursor = new ScoreCursor(guid, place);
        return isCursor;
    }

    public override string ToString() => Index < 0 ? $"{Id}" : $"{Id}.{Index}";
}
