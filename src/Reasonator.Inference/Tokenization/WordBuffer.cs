using System.Text;

namespace Reasonator.Inference.Tokenization;

/// <summary>One normalised word as UTF-8. Of a word too long for the vocabulary only that fact is kept.</summary>
/// <param name="bytes">Room for <see cref="Size"/> bytes.</param>
internal ref struct WordBuffer(Span<byte> bytes)
{
    /// <summary>Scalar values in the longest word that the reference splits (bert-base-uncased).</summary>
    public const int MaxScalars = 100;

    /// <summary>Bytes needed for the longest word.</summary>
    public const int Size = 4 * MaxScalars;

    private readonly Span<byte> _bytes = bytes;
    private int _length;
    private int _fullLength;
    private int _marksStart;

    public readonly bool IsEmpty => _length == 0;

    public bool IsTooLong { get; private set; }

    public ulong Hash { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _bytes[.._length];

    public void Clear()
    {
        (_length, _fullLength, _marksStart) = (0, MaxScalars, 0);
        (Hash, IsTooLong) = (PieceHash.Word, false);
    }

    /// <summary>Takes ASCII letters, digits and the like while there is room; returns how many it used.</summary>
    public int AppendAscii(ReadOnlySpan<char> text)
    {
        var (length, hash, used) = (_length, Hash, 0);
        for (; used < text.Length && text[used] < 128 && length < _fullLength; used++)
        {
            var letter = UnicodeTables.LetterOf(text[used]);
            if (letter == 0)
            {
                break;
            }

            _bytes[length++] = letter;
            hash = PieceHash.Next(hash, letter);
        }

        if (used > 0)
        {
            (_length, Hash, _marksStart) = (length, hash, length);
        }

        return used;
    }

    /// <summary>Takes a character that no mark is sorted across.</summary>
    public void Append(int scalar)
    {
        Write(scalar);
        EndMarks();
    }

    /// <summary>Takes a mark to its place in canonical order among the marks just before it.</summary>
    public void AppendMark(int scalar)
    {
        var (at, end) = (_length, _length);
        Write(scalar);
        while (at > _marksStart)
        {
            Rune.DecodeLastFromUtf8(_bytes[..at], out var previous, out var size);
            if (UnicodeTables.EntryOf(previous.Value) <= UnicodeTables.EntryOf(scalar))
            {
                break;
            }

            at -= size;
        }

        if (at < end)
        {
            // The marks passed over move to the right by the length of the new one, which ends before them.
            _bytes[at.._length].Reverse();
            _bytes[at..(at + _length - end)].Reverse();
            _bytes[(at + _length - end).._length].Reverse();
            Hash = PieceHash.Of(PieceHash.Word, Bytes);
        }
    }

    /// <summary>Marks to come are not sorted among those taken so far.</summary>
    public void EndMarks() => _marksStart = _length;

    private void Write(int scalar)
    {
        IsTooLong |= _length == _fullLength;
        if (IsTooLong)
        {
            return;
        }

        var size = new Rune(scalar).EncodeToUtf8(_bytes[_length..]);
        Hash = PieceHash.Of(Hash, _bytes.Slice(_length, size));
        _length += size;
        _fullLength += size - 1;
    }
}
