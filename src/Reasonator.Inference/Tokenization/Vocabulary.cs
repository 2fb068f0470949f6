using System.Numerics;
using System.Text;

namespace Reasonator.Inference.Tokenization;

/// <summary>The word pieces and their ids: an open-addressed table of ids over the bytes of the file.</summary>
internal sealed class Vocabulary
{
    private readonly record struct Slot(uint Tag, int IdPlusOne);

    private readonly byte[] _file;
    private readonly Piece[] _pieces;
    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <exception cref="InvalidDataException">The file is empty, not UTF-8, or repeats a token.</exception>
    public Vocabulary(ReadOnlySpan<byte> file)
    {
        _pieces = VocabularyLines.Find(file);
        _file = file.ToArray();
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)_pieces.Length * 2)];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        for (var id = 0; id < _pieces.Length; id++)
        {
            Add(id);
        }
    }

    public int Size => _pieces.Length;

    /// <summary>Bytes in the longest piece that a word can hold.</summary>
    public int LongestPiece { get; private set; }

    /// <summary>The id of a piece whose hash is known, or −1.</summary>
    public int Find(ReadOnlySpan<byte> piece, ulong hash)
    {
        var slots = _slots;
        for (var at = (int)(hash >> _shift); ; at = (at + 1) & (slots.Length - 1))
        {
            var (tag, idPlusOne) = slots[at];
            if (idPlusOne == 0)
            {
                return -1;
            }

            if (tag == (uint)hash && PieceOf(idPlusOne - 1).SequenceEqual(piece))
            {
                return idPlusOne - 1;
            }
        }
    }

    /// <summary>The id of a token that the model cannot do without.</summary>
    /// <exception cref="InvalidDataException">It is missing.</exception>
    public int Require(string token)
    {
        var bytes = Encoding.UTF8.GetBytes(token);
        var id = Find(bytes, PieceHash.Of(PieceHash.Word, bytes));
        return id >= 0 ? id : throw new InvalidDataException(
            $"The vocabulary has no {token}. Use the vocab.txt that came with the model, without a byte order mark.");
    }

    private void Add(int id)
    {
        var token = PieceOf(id);
        var continues = token.Length > 2 && token.StartsWith("##"u8);
        if (continues)
        {
            _pieces[id] = new Piece(_pieces[id].Start + 2, _pieces[id].Length - 2);
        }

        var piece = PieceOf(id);
        var hash = PieceHash.Of(continues ? PieceHash.Continuation : PieceHash.Word, piece);
        if (Find(piece, hash) is var earlier and >= 0)
        {
            throw new InvalidDataException(
                $"Line {id + 1} of the vocabulary repeats line {earlier + 1}. Use the vocab.txt that came with the model.");
        }

        LongestPiece = Math.Max(LongestPiece, Math.Min(piece.Length, WordBuffer.Size));
        var at = (int)(hash >> _shift);
        while (_slots[at].IdPlusOne != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = new Slot((uint)hash, id + 1);
    }

    private ReadOnlySpan<byte> PieceOf(int id) => _file.AsSpan(_pieces[id].Start, _pieces[id].Length);
}
