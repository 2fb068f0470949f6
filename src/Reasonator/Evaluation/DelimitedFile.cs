using System.Text;
using Microsoft.VisualBasic.FileIO;

namespace Reasonator.Evaluation;

/// <summary>Reads the columns of a file of comma- or tab-separated values, its first line their names.</summary>
internal static class DelimitedFile
{
    /// <param name="bytes">UTF-8.</param>
    /// <param name="delimiter">Comma or tab; only with commas are quotation marks more than characters.</param>
    /// <param name="columns">The columns that are wanted, in this order.</param>
    /// <exception cref="EvaluationException">A column is missing, or a line cannot be read.</exception>
    public static IEnumerable<(long Line, string[] Fields)> Read(byte[] bytes, string delimiter, params string[] columns) =>
        Read(new MemoryStream(bytes), delimiter, Encoding.UTF8, names => Array.ConvertAll(columns, column => Array.IndexOf(names, column) is >= 0 and var place
            ? place
            : throw new EvaluationException($"has no column {column}; its first line must name the columns {string.Join(" and ", columns)}")));

    /// <param name="stream">Read as it is asked for, and closed.</param>
    /// <param name="delimiter">Comma or tab; only with commas are quotation marks more than characters.</param>
    /// <param name="encoding">What it is in, unless a byte order mark says otherwise.</param>
    /// <param name="choose">The places of the wanted columns, given the names of all.</param>
    /// <exception cref="EvaluationException">A line cannot be read.</exception>
    public static IEnumerable<(long Line, string[] Fields)> Read(Stream stream, string delimiter, Encoding encoding, Func<string[], int[]> choose)
    {
        using var parser = new TextFieldParser(stream, encoding)
        {
            Delimiters = [delimiter],
            HasFieldsEnclosedInQuotes = delimiter == ",",
            TrimWhiteSpace = false,
        };
        var names = Fields(parser) ?? [];
        var places = choose(names);
        for (var line = parser.LineNumber; Fields(parser) is { } fields; line = parser.LineNumber)
        {
            yield return places.Max() < fields.Length
                ? (line, [.. places.Select(place => fields[place])])
                : throw new EvaluationException($"has {fields.Length} columns at line {line} where its first line names {names.Length}");
        }
    }

    private static string[]? Fields(TextFieldParser parser)
    {
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException e)
        {
            throw new EvaluationException($"cannot be read at line {e.LineNumber}: a quotation mark is not closed, or stands where none may");
        }
    }
}
