using System.Text;

namespace Reasonator.Formats;

/// <summary>Makes a row of a line.</summary>
/// <exception cref="FormatException">It is no row; the message says why, and not on which line.</exception>
internal delegate InputRow ParseLine(ReadOnlySpan<byte> line, long number);

/// <summary>Rows that are a line each.</summary>
internal static class LineRows
{
    /// <param name="utf8">Read from where it stands; every line is checked.</param>
    /// <param name="parse">Makes the rows.</param>
    /// <param name="isSkipped">The lines that are no rows; null where there are none.</param>
    /// <exception cref="FormatException">A line is no row; the message begins with the line's number.</exception>
    public static IEnumerable<InputRow> Read(Stream utf8, ParseLine parse, Func<ReadOnlyMemory<byte>, bool>? isSkipped = null)
    {
        using var lines = InputEncoding.Lines(utf8);
        for (var number = 1L; lines.ReadLine() is { } line; number++)
        {
            var bytes = Encoding.Latin1.GetBytes(line);
            if (isSkipped?.Invoke(bytes) != true)
            {
                yield return Numbered(bytes, number, parse);
            }
        }
    }

    private static InputRow Numbered(ReadOnlySpan<byte> line, long number, ParseLine parse)
    {
        try
        {
            return parse(line, number);
        }
        catch (FormatException e)
        {
            throw new FormatException($"line {number}: {e.Message}", e);
        }
    }
}
