using System.Text;

namespace Reasonator.Formats;

/// <summary>
/// The one reader of files of texts, labelled or not: a table (<c>.csv</c>, <c>.tsv</c>), or a JSON object a line under any other
/// name. It streams. A fault names its line and never the text that stands there.
/// </summary>
/// <param name="path">The name of the file. Its extension decides, in any case.</param>
/// <param name="columns">What to take.</param>
internal sealed class InputRows(string path, InputColumns columns)
{
    private const int MostNamesShown = 20;

    /// <summary>A sentence about a delimiter that the extension does not say; null where there is none. Set by reading.</summary>
    public string? Note { get; private set; }

    /// <summary>Reads from the begin.</summary>
    /// <param name="file">Can seek. Stays open.</param>
    /// <exception cref="FormatException">A line is malformed or in another encoding; the message begins with its number.</exception>
    public IEnumerable<InputRow> Read(Stream file) => Delimiter.Of(path) is { } usual ? ReadTable(file, usual) : JsonRows.Read(Utf8(file), columns);

    private IEnumerable<InputRow> ReadTable(Stream file, char usual)
    {
        var declared = Whole(file, () => Delimiter.Declared(FirstLine(file)));
        var delimiter = declared ?? Whole(file, () => Delimiter.Candidates(usual).Cast<char?>().FirstOrDefault(candidate => NamesTexts(file, candidate!.Value))) ?? usual;
        using var rows = Table(file, delimiter);
        var names = Whole(file, () => Names(rows, declared is not null));
        var missing = !names.Any(IsText) ? columns.TextName : columns.Id is { } id && !names.Any(name => columns.FieldOf(name) is InputField.Id) ? id : null;
        if (missing is not null)
        {
            throw new FormatException($"line 1: has no column {missing}; found {Shown(names)}, separated by {Delimiter.Name(delimiter)}; {columns.Hint}");
        }

        Note = delimiter == usual ? null : $"{Path.GetFileName(path)} is separated by {Delimiter.Name(delimiter)}";
        using var each = rows.Rows(names).GetEnumerator();
        while (Whole(file, each.MoveNext))
        {
            yield return each.Current;
        }
    }

    private bool NamesTexts(Stream file, char delimiter)
    {
        using var rows = Table(file, delimiter);
        return Names(rows, isDeclared: false).Any(IsText);
    }

    private bool IsText(string name) => columns.FieldOf(name) is InputField.Text or InputField.Headline;

    private DelimitedRows Table(Stream file, char delimiter) => new(new StreamReader(Utf8(file), InputEncoding.Strict), delimiter, columns);

    private static string[] Names(DelimitedRows rows, bool isDeclared)
    {
        if (isDeclared)
        {
            _ = rows.Next();
        }

        return rows.Next() ?? [];
    }

    private static string FirstLine(Stream file)
    {
        using var text = new StreamReader(Utf8(file), InputEncoding.Strict);
        return text.ReadLine() ?? "";
    }

    private static string Shown(string[] names) =>
        names.Length == 0 ? "nothing" : string.Join(", ", names.Take(MostNamesShown).Select(name => string.Concat(name.Trim().Take(40).Select(c => char.IsControl(c) ? '?' : c))));

    /// <summary>Does a step of reading; where bytes are no text, finds the place, which a decoder of blocks does not know.</summary>
    private static T Whole<T>(Stream file, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException(InputEncoding.FaultOf(Utf8(file)) ?? "the file changes while it is read", e);
        }
    }

    private static Stream Utf8(Stream file)
    {
        file.Position = 0;
        return InputEncoding.ToUtf8(file);
    }
}
