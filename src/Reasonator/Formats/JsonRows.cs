using System.Text;
using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Formats;

/// <summary>Rows of JSON: an object a line, with a text and perhaps an id and a label. Fields of other names are skipped.</summary>
internal static class JsonRows
{
    /// <summary>Reads a whole input. Blank lines are skipped.</summary>
    /// <param name="utf8">Read from where it stands; it is checked line by line.</param>
    /// <param name="columns">What to take.</param>
    /// <exception cref="FormatException">A line is no row; the message begins with the line's number.</exception>
    public static IEnumerable<InputRow> Read(Stream utf8, InputColumns columns) =>
        LineRows.Read(utf8, (line, number) => Parse(line, number, columns), line => IsBlank(line.Span));

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">It is no row; the message says why, and not where.</exception>
    public static InputRow Parse(ReadOnlySpan<byte> line, long number, InputColumns columns)
    {
        if (InputEncoding.FaultOf(line) is { } fault)
        {
            throw new FormatException(fault);
        }

        try
        {
            return InputRow.Of(number, Fields(line, columns), columns);
        }
        catch (JsonException e)
        {
            throw new FormatException($"malformed JSON at byte {e.BytePositionInLine + 1}", e);
        }
    }

    private static Dictionary<InputField, string?> Fields(ReadOnlySpan<byte> line, InputColumns columns)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"not an object with a {columns.TextName}");
        }

        var fields = new Dictionary<InputField, string?>();
        ReadObject(ref json, columns, isWhole: true, fields);
        // Reads on to the end of the line: what follows the object is malformed.
        json.Read();
        return fields;
    }

    private static void ReadObject(ref Utf8JsonReader json, InputColumns columns, bool isWhole, Dictionary<InputField, string?> fields)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(json.ValueSpan, json.ValueIsEscaped);
            json.Read();
            switch (isWhole ? columns.FieldOf(name) : columns.ProbabilityOf(name))
            {
                case null:
                    json.Skip();
                    break;
                case InputField.Scores when json.TokenType == JsonTokenType.StartObject:
                    ReadObject(ref json, columns, isWhole: false, fields);
                    break;
                case InputField.Scores:
                    json.Skip();
                    break;
                case { } field when !fields.TryAdd(field, Value(ref json, field, name)):
                    throw new FormatException($"has {name} twice");
            }
        }
    }

    private static string? Value(ref Utf8JsonReader json, InputField field, string name)
    {
        var isNumber = field is InputField.Positive or InputField.Negative or InputField.Neutral;
        return json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String when !isNumber => JsonText.Read(json.ValueSpan, json.ValueIsEscaped, InputEncoding.LoneSurrogate),
            JsonTokenType.Number when isNumber || (field is InputField.Id && !json.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E')) => Encoding.ASCII.GetString(json.ValueSpan),
            _ when field is InputField.Id => throw new FormatException("the id is neither a string nor an integer"),
            _ => throw new FormatException($"{name} is not a {(isNumber ? "number" : "string")}"),
        };
    }
}
