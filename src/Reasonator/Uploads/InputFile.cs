using System.Security.Cryptography;
using Reasonator.Formats;
using Reasonator.Inference.Tokenization;
using Reasonator.Scoring;

namespace Reasonator.Uploads;

/// <summary>
/// The texts of a file: a table with a header, everything else an object a line. It is read as it is asked for, never whole,
/// and more than once: what can be read only once, such as a pipe, is copied first. Faults are told with their line, and
/// never with what stands there.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private readonly FileStream _bytes;
    private readonly InputRows _rows;

    private InputFile(FileStream bytes, string path, string? textColumn, string? idColumn)
    {
        (_bytes, TextColumn, IdColumn) = (bytes, textColumn, idColumn);
        _rows = new InputRows(path, new InputColumns(textColumn, idColumn, Hint: "choose the column with --text-column or --id-column"));
    }

    public string? TextColumn { get; }

    public string? IdColumn { get; }

    /// <summary>A sentence about how the file is read; null where there is nothing to tell. Set by reading.</summary>
    public string? Note => _rows.Note;

    /// <param name="path">The file, or a pipe, whose end is waited for.</param>
    /// <param name="textColumn">Null for text or headline.</param>
    /// <param name="idColumn">Null for id, which may be absent.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<InputFile> OpenAsync(string path, string? textColumn, string? idColumn, CancellationToken stop)
    {
        // Opening a named pipe waits for its writer, and no token ends that.
        var file = await Task.Run(() => File.OpenRead(path), CancellationToken.None).WaitAsync(stop);
        return new InputFile(file.CanSeek ? file : await CopyAsync(file, stop), path, textColumn, idColumn);
    }

    /// <summary>The SHA-256 of all its bytes.</summary>
    public byte[] Hash()
    {
        _bytes.Position = 0;
        return SHA256.HashData(_bytes);
    }

    /// <exception cref="UploadException">A line is malformed, or holds what the service would refuse.</exception>
    public IEnumerable<InputItem> Read()
    {
        using var rows = _rows.Read(_bytes).GetEnumerator();
        while (Next(rows))
        {
            yield return Checked(rows.Current);
        }
    }

    public void Dispose() => _bytes.Dispose();

    /// <summary>Copies a stream into a file that has no name: nobody else reads it, and it is gone with this process.</summary>
    private static async Task<FileStream> CopyAsync(FileStream pipe, CancellationToken stop)
    {
        await using var _ = pipe;
        // A folder that is its owner's alone
        var folder = Directory.CreateTempSubdirectory("reasonator-");
        var copy = new FileStream(Path.Combine(folder.FullName, "copy"), FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            folder.Delete(recursive: true);
            await pipe.CopyToAsync(copy, stop).WaitAsync(stop);
            return copy;
        }
        catch (Exception)
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private static bool Next(IEnumerator<InputRow> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (FormatException e)
        {
            throw new UploadException(e.Message);
        }
    }

    private static InputItem Checked(InputRow row)
    {
        var trimmed = row.Text?.Trim() ?? "";
        return (trimmed.Length, row.Id?.Length) switch
        {
            ( > ScoreItem.LongestText, _) => throw new UploadException($"line {row.Line}: {InputRow.LengthFault(trimmed.Length)}"),
            (_, > ScoreItem.LongestId) => throw new UploadException($"line {row.Line}: the id must have 1 to {ScoreItem.LongestId} characters; this has {row.Id.Length}"),
            _ when BertTokenizer.IsBlank(trimmed) => new InputItem(row.Line, row.Id, null),
            _ => new InputItem(row.Line, row.Id, trimmed),
        };
    }
}
