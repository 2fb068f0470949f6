using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Reasonator.Formats;

/// <summary>
/// Rows of a table of comma-, semicolon- or tab-separated values (RFC 4180) whose first line names the columns. Whatever the
/// delimiter is, a field may be quoted and then hold delimiters, line ends and blank lines.
/// </summary>
internal sealed class DelimitedRows : IDisposable
{
    // A text has 20,000 UTF-16 units at most. A quotation mark that is never closed must not read the whole file into memory.
    private const int LargestField = 1 << 20;

    private readonly CsvParser _parser;
    private readonly char _delimiter;
    private readonly InputColumns _columns;
    private string? _badField;

    /// <param name="text">The table; closed with this.</param>
    /// <param name="delimiter">Stands between two fields.</param>
    /// <param name="columns">What to take.</param>
    public DelimitedRows(TextReader text, char delimiter, InputColumns columns)
    {
        (_delimiter, _columns) = (delimiter, columns);
        _parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = $"{delimiter}",
            IgnoreBlankLines = false,
            MaxFieldSize = LargestField,
            BadDataFound = bad => _badField = bad.Field,
        });
    }

    /// <summary>The line on which the last record begins.</summary>
    private long Line { get; set; }

    /// <summary>Reads the next record that is not blank: the names first. Null at the end.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public string[]? Next()
    {
        do
        {
            Line = _parser.RawRow + 1;
            if (!Read())
            {
                return null;
            }
        }
        while (_parser.Count == 1 && _parser.RawRecord.AsSpan().Trim().IsEmpty);

        var fields = new string[_parser.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Field(i);
        }

        return fields;
    }

    /// <summary>Reads the rows that follow the names.</summary>
    /// <exception cref="FormatException">A row is malformed; the message begins with its line.</exception>
    public IEnumerable<InputRow> Rows(string[] names)
    {
        var places = Places(names);
        while (Next() is { } record)
        {
            if (record.Length != names.Length)
            {
                throw new FormatException(
                    $"line {Line}: has {record.Length} columns where the first line names {names.Length}; quote a field that holds {Delimiter.Name(_delimiter)}");
            }

            yield return Row(places.ToDictionary(place => place.Key, place => Value(place.Key, record[place.Value])));
        }
    }

    public void Dispose() => _parser.Dispose();

    /// <summary>The indices of the columns that are taken.</summary>
    private Dictionary<InputField, int> Places(string[] names)
    {
        var places = new Dictionary<InputField, int>();
        for (var i = 0; i < names.Length; i++)
        {
            if (_columns.FieldOf(names[i]) is { } field && !places.TryAdd(field, i))
            {
                throw new FormatException($"line {Line}: names the column {names[i].Trim()} twice");
            }
        }

        return places;
    }

    // A table knows no null: what is empty is not there, but for the text and the id, which then are empty.
    private static string? Value(InputField field, string value) => value.Length > 0 || field is InputField.Text or InputField.Headline or InputField.Id ? value : null;

    private InputRow Row(Dictionary<InputField, string?> fields)
    {
        try
        {
            return InputRow.Of(Line, fields, _columns);
        }
        catch (FormatException e)
        {
            throw new FormatException($"line {Line}: {e.Message}", e);
        }
    }

    private bool Read()
    {
        try
        {
            return _parser.Read();
        }
        catch (MaxFieldSizeException e)
        {
            throw new FormatException($"line {Line}: a field is longer than {LargestField} characters: a quotation mark is not closed", e);
        }
    }

    private string Field(int index)
    {
        _badField = null;
        var value = _parser[index];
        if (_badField is not { } written)
        {
            return value;
        }

        // Quotation marks in the middle of a field are letters. In a table of tabs those at its begin may be, too: quoting is
        // not usual there.
        return !written.StartsWith('"') || (_delimiter == '\t' && written.AsSpan().IndexOfAny('\r', '\n') < 0)
            ? written
            : throw new FormatException($"line {Line}: a quotation mark is not closed, or text follows the closing one");
    }
}
