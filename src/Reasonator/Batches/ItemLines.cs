using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>The texts of a chunk as they are kept: <c>{"id":…,"text":…}</c> a line.</summary>
internal static class ItemLines
{
    public static byte[] Write(IEnumerable<ScoreItem> items)
    {
        using var lines = new MemoryStream();
        foreach (var item in items)
        {
            JsonSerializer.Serialize(lines, item, ScoringJson.Default.ScoreItem);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    public static List<ScoreItem> Read(byte[] lines)
    {
        var items = new List<ScoreItem>();
        foreach (var line in Lines.Split(lines))
        {
            items.Add(JsonSerializer.Deserialize(lines.AsSpan(line), ScoringJson.Default.ScoreItem)!);
        }

        return items;
    }
}
