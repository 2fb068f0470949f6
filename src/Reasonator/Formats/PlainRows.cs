using System.Text;

namespace Reasonator.Formats;

/// <summary>Rows of plain text: every line is a text, an empty one too.</summary>
internal static class PlainRows
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="file">Read from where it stands. Stays open.</param>
    /// <exception cref="FormatException">A line is not UTF-8; the message begins with its number.</exception>
    public static IEnumerable<InputRow> Read(Stream file) => LineRows.Read(InputEncoding.ToUtf8(file), Parse);

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">It is not UTF-8; the message says where in it.</exception>
    public static InputRow Parse(ReadOnlySpan<byte> line, long number) => InputEncoding.FaultOf(line) is { } fault
        ? throw new FormatException(fault)
        : InputRow.Of(number, new Dictionary<InputField, string?> { [InputField.Text] = Encoding.UTF8.GetString(line) }, new InputColumns());
}
