using System.Text;

namespace Reasonator.Inference.Tokenization;

/// <summary>Reads the normalised words of a text one by one, as BertNormalizer and BertPreTokenizer give them.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<byte> buffer)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    /// <summary>The word that the last <see cref="MoveNext"/> found.</summary>
    public WordBuffer Word = new(buffer);

    /// <summary>Finds the next word; false at the end of the text.</summary>
    public bool MoveNext()
    {
        Word.Clear();
        while (true)
        {
            _position += Word.AppendAscii(_text[_position..]);
            if (_position >= _text.Length)
            {
                return !Word.IsEmpty;
            }

            // Most words end at a plain space: it is not looked up.
            if (_text[_position] == ' ' ? ReadSpace() : ReadOther())
            {
                return true;
            }
        }
    }

    private bool ReadSpace()
    {
        _position++;
        return !Word.IsEmpty;
    }

    /// <summary>Reads one character that is not a plain ASCII letter; true when a word has ended.</summary>
    private bool ReadOther()
    {
        // An unpaired surrogate decodes to U+FFFD, as the reference reads it.
        Rune.DecodeFromUtf16(_text[_position..], out var rune, out var size);
        var scalar = rune.Value;
        var entry = UnicodeTables.EntryOf(scalar);
        if (UnicodeTables.KindOf(entry) == CharacterKind.Map && UnicodeTables.MappingOf(entry) is [var only])
        {
            (scalar, entry) = (only, UnicodeTables.EntryOf(only));
        }

        var kind = UnicodeTables.KindOf(entry);
        if (kind == CharacterKind.Isolate && !Word.IsEmpty)
        {
            return true; // and find it again: it is the next word
        }

        _position += size;
        Take(scalar, entry);
        return kind == CharacterKind.Isolate || (kind == CharacterKind.Space && !Word.IsEmpty);
    }

    private void Take(int scalar, int entry)
    {
        switch (UnicodeTables.KindOf(entry))
        {
            case CharacterKind.Mark:
                Word.AppendMark(scalar);
                break;
            case CharacterKind.StripStarter:
                Word.EndMarks();
                break;
            case CharacterKind.Isolate:
                Word.Append(scalar);
                break;
            case CharacterKind.Keep when Hangul.IsSyllable(scalar):
                TakeSyllable(scalar);
                break;
            case CharacterKind.Keep:
                Word.Append(scalar);
                break;
            case CharacterKind.Map:
                foreach (var part in UnicodeTables.MappingOf(entry))
                {
                    Take(part, UnicodeTables.EntryOf(part));
                }

                break;
        }
    }

    private void TakeSyllable(int syllable)
    {
        var (leading, vowel, trailing) = Hangul.Decompose(syllable);
        Word.Append(leading);
        Word.Append(vowel);
        if (trailing != 0)
        {
            Word.Append(trailing);
        }
    }
}
