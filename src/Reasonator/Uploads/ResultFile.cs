using System.Text;

namespace Reasonator.Uploads;

/// <summary>
/// The results, a line an item in the order of the input. It is its own memory: where it ends is where the next run goes on.
/// </summary>
internal sealed class ResultFile : IDisposable
{
    private readonly Stream _lines;
    private readonly string _name;
    private readonly RunFile? _notes;
    private readonly StreamReader? _earlier;
    private RunNote _note;
    private long _read;

    private ResultFile(Stream lines, string name, RunFile? notes, RunNote note)
    {
        (_lines, _name, _notes, _note) = (lines, name, notes, note);
        _earlier = notes is null ? null : new StreamReader(lines, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    /// <summary>Items that have an error instead of a score.</summary>
    public long Errors { get; private set; }

    /// <summary>Results that are there.</summary>
    public long Count { get; private set; }

    /// <summary>Standard output, which remembers nothing.</summary>
    public static ResultFile OfOutput(Stream output, string run) => new(output, "standard output", null, new RunNote(run));

    /// <summary>A file that is new, or belongs to this run; a last line that is torn is cut off.</summary>
    /// <exception cref="UploadException">It belongs to other input, or another run is writing it.</exception>
    public static ResultFile Open(string path, string run)
    {
        var notes = new RunFile($"{path}.run");
        FileStream lines;
        try
        {
            lines = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UploadException($"{path} cannot be written; is another run at it?");
        }

        try
        {
            var note = notes.Read();
            if (note?.Run != run && lines.Length > 0)
            {
                throw new UploadException($"{path} holds the results of other input, options or another service: move it and {path}.run away, or give another --out");
            }

            CutTorn(lines);
            // Without a result it is nobody's: an earlier run may have had a wrong address or token.
            note = note?.Run == run ? note : new RunNote(run);
            notes.Write(note);
            return new ResultFile(lines, path, notes, note);
        }
        catch (Exception)
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>How many results of a part are there already. Parts are asked for in their order.</summary>
    /// <exception cref="UploadException">A line is not the result of the item that it stands for.</exception>
    public int Recall(Part part)
    {
        for (var have = 0; have < part.Items.Count; have++)
        {
            if (_earlier?.ReadLine() is not { } line)
            {
                return have;
            }

            _read++;
            if (ResultLine.Read(Encoding.Latin1.GetBytes(line)) is not { } result || result.Id != part.Items[have].Id)
            {
                throw new UploadException($"{_name} was changed: line {_read} is not the result of its item; move it and {_name}.run away, or give another --out");
            }

            Add(result);
        }

        return part.Items.Count;
    }

    /// <exception cref="UploadException">More lines than the input has items.</exception>
    public void CheckEnd()
    {
        if (_earlier?.ReadLine() is not null)
        {
            throw new UploadException($"{_name} was changed: it has more lines than the input has texts");
        }
    }

    /// <summary>At once and as one, so that whatever ends this process leaves whole lines, or one that is torn.</summary>
    public void Append(byte[] line, ResultLine result)
    {
        _lines.Write(line);
        Add(result);
    }

    /// <summary>The batch that a part was submitted as; null where that is not known.</summary>
    public Guid? Batch(Part part) => _note.Part == part.Number ? _note.Batch : null;

    public void Note(Part part, Guid batch)
    {
        _note = _note with { Part = part.Number, Batch = batch };
        _notes?.Write(_note);
    }

    public void Dispose()
    {
        _earlier?.Dispose();
        _lines.Dispose();
    }

    private void Add(ResultLine result)
    {
        Count++;
        Errors += result.HasError ? 1 : 0;
    }

    private static void CutTorn(FileStream lines)
    {
        // A line is a few hundred bytes, a document's some thousands.
        var at = lines.Length;
        for (; at > 0; at--)
        {
            lines.Position = at - 1;
            if (lines.ReadByte() == '\n')
            {
                break;
            }
        }

        lines.SetLength(at);
        lines.Position = 0;
    }
}
