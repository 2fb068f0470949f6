namespace Reasonator.Formats;

/// <summary>What stands between the fields of a table.</summary>
internal static class Delimiter
{
    /// <summary>Returns the usual delimiter of a file by its extension, in any case; null where the file is no table.</summary>
    public static char? Of(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => ',',
        ".TSV" or ".TAB" => '\t',
        _ => null,
    };

    /// <summary>Returns its name, for a sentence.</summary>
    public static string Name(char delimiter) => delimiter switch
    {
        ',' => "a comma",
        ';' => "a semicolon",
        '\t' => "a tab",
        var other => $"'{other}'",
    };

    /// <summary>Returns the candidates, the usual one first.</summary>
    public static IEnumerable<char> Candidates(char usual) => new[] { usual, ',', ';', '\t' }.Distinct();

    /// <summary>Returns the delimiter that spreadsheets declare in a first line <c>sep=;</c>; null where there is none.</summary>
    public static char? Declared(string firstLine) =>
        firstLine.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && firstLine.TrimEnd() is { Length: 5 } line ? line[4] : firstLine.TrimEnd('\r', '\n') is "sep=\t" ? '\t' : null;
}
