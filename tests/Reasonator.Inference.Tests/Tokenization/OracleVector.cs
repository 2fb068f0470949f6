using System.Globalization;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>A text and the ids that the reference gave it.</summary>
internal sealed record OracleVector(string Text, int[] Ids, int Limit, bool Truncated)
{
    private const string TextKey = "\"text\": ";
    private const string IdsKey = ", \"ids\": [";
    private const string LimitKey = ", \"limit\": ";

    public static IEnumerable<OracleVector> ReadAll(string path) => File.ReadLines(path).Select(Parse);

    /// <summary>Reads one line as eng/unicode/vectors.mjs writes it; without a limit nothing was cut.</summary>
    private static OracleVector Parse(string line)
    {
        // The text's own quotes are escaped, so the last of these keys is the real one.
        var ids = line.LastIndexOf(IdsKey, StringComparison.Ordinal) + IdsKey.Length;
        var end = line.IndexOf(']', ids);
        var limit = line.IndexOf(LimitKey, end, StringComparison.Ordinal);
        return new OracleVector(
            JsonText.Read(line, line.IndexOf(TextKey, StringComparison.Ordinal) + TextKey.Length),
            [.. line[ids..end].Split(", ").Select(id => int.Parse(id, CultureInfo.InvariantCulture))],
            limit < 0 ? int.MaxValue : int.Parse(line[(limit + LimitKey.Length)..line.IndexOf(',', limit + 1)], CultureInfo.InvariantCulture),
            line.EndsWith("\"truncated\": true}", StringComparison.Ordinal));
    }
}
