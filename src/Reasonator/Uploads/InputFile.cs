using System.Text;
using Reasonator.Evaluation;
using Reasonator.Ops;
using Reasonator.Scoring;

namespace Reasonator.Uploads;

/// <summary>
/// The texts of a file: <c>.csv</c> and <c>.tsv</c> with a header, everything else an object a line. It is read as it is
/// asked for, never whole; faults are told with their line, and never with what stands there.
/// </summary>
internal sealed class InputFile(string path, string? textColumn, string? idColumn)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Path => path;

    public string? TextColumn => textColumn;

    public string? IdColumn => idColumn;

    public bool HasColumns => Delimiter is not null;

    private string? Delimiter => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => ",",
        ".tsv" => "\t",
        _ => null,
    };

    /// <exception cref="UploadException">A line is malformed, or holds what the service would refuse.</exception>
    public IEnumerable<InputItem> Read() => Delimiter is { } delimiter ? ReadColumns(delimiter) : ReadLines();

    private IEnumerable<InputItem> ReadLines()
    {
        // Latin-1 keeps each byte as it is: whether they are UTF-8 is said of the one line that is not.
        using var input = new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        for (var number = 1L; input.ReadLine() is { } line; number++)
        {
            var bytes = Encoding.Latin1.GetBytes(line);
            var body = number == 1 && bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(3) : bytes;
            if (!body.Span.Trim(" \t\r"u8).IsEmpty)
            {
                yield return Parse(number, body.Span);
            }
        }
    }

    private static InputItem Parse(long number, ReadOnlySpan<byte> line)
    {
        try
        {
            var read = NdjsonLine.Parse(line);
            return Checked(number, read.Id, read.Text);
        }
        catch (FormatException e)
        {
            throw new UploadException($"line {number}: {e.Message}");
        }
    }

    private IEnumerable<InputItem> ReadColumns(string delimiter)
    {
        using var rows = DelimitedFile.Read(File.OpenRead(path), delimiter, Strict, Places).GetEnumerator();
        while (Next(rows))
        {
            var (line, fields) = rows.Current;
            yield return Checked(line, fields.Length > 1 ? fields[1] : null, fields[0]);
        }
    }

    private static bool Next(IEnumerator<(long Line, string[] Fields)> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (EvaluationException e)
        {
            throw new UploadException($"the file {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new UploadException("the file is not UTF-8: save it as UTF-8");
        }
    }

    private int[] Places(string[] names)
    {
        var text = textColumn is null ? Array.FindIndex(names, name => name is "text" or "headline") : Array.IndexOf(names, textColumn);
        var id = Array.IndexOf(names, idColumn ?? "id");
        return (text, id) switch
        {
            ( < 0, _) => throw new EvaluationException($"has no column {textColumn ?? "text or headline"} in its first line: name the one that holds the texts with --text-column"),
            (_, < 0) when idColumn is not null => throw new EvaluationException($"has no column {idColumn} in its first line"),
            (_, < 0) => [text],
            _ => [text, id],
        };
    }

    private static InputItem Checked(long line, string? id, string text)
    {
        var trimmed = text.Trim();
        return (trimmed.Length, id?.Length) switch
        {
            (0 or > ScoreItem.LongestText, _) => throw new UploadException($"line {line}: the text must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {trimmed.Length}"),
            (_, 0 or > ScoreItem.LongestId) => throw new UploadException($"line {line}: the id must have 1 to {ScoreItem.LongestId} characters; this has {id.Length}"),
            _ => new InputItem(line, id, trimmed),
        };
    }
}
