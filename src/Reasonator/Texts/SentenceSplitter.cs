namespace Reasonator.Texts;

/// <summary>
/// Splits English news into sentences by rules of its own: no locale data, the same everywhere. Every character that is
/// not white space is in exactly one sentence, and every sentence holds a letter or a digit if the text does.
/// </summary>
internal ref struct SentenceSplitter
{
    private const string Marks = ".!?…。！？";
    private const string WideMarks = "。！？";
    private const string Closing = "\"'”’»)]}";
    private const string Opening = "\"'“‘«([{";
    private const string WithinWords = ".&-'’";
    private const string Bullets = "•‣▪◦●■–—-*";

    private readonly ReadOnlySpan<char> _text;
    private readonly List<TextSpan> _sentences = [];
    private int _start;
    private bool _hasContent;

    private SentenceSplitter(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The sentences of a text, in its order, without the white space around them.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var splitter = new SentenceSplitter(text);
        splitter.Run();
        return splitter._sentences;
    }

    private void Run()
    {
        for (var at = 0; at < _text.Length;)
        {
            at = Marks.Contains(_text[at]) ? AfterMark(at) : char.IsWhiteSpace(_text[at]) ? AfterWhiteSpace(at) : AfterCharacter(at);
        }

        var rest = TextSpan.Trimmed(_text, _start, _text.Length);
        if (rest.Length > 0 && !_hasContent && _sentences is [.., var last])
        {
            _sentences[^1] = last with { Length = rest.End - last.Start };
        }
        else if (rest.Length > 0)
        {
            _sentences.Add(rest);
        }
    }

    private int AfterCharacter(int at)
    {
        _hasContent |= char.IsLetterOrDigit(_text[at]);
        return at + 1;
    }

    /// <summary>Goes past a mark, those that follow it and what they close; ends the sentence there if it ends.</summary>
    private int AfterMark(int at)
    {
        var end = at + 1;
        while (end < _text.Length && Marks.Contains(_text[end]))
        {
            end++;
        }

        var marks = end - at;
        while (end < _text.Length && Closing.Contains(_text[end]))
        {
            end++;
        }

        if (Ends(at, marks, end))
        {
            EndAt(end);
        }

        return end;
    }

    private readonly bool Ends(int mark, int marks, int end)
    {
        if (WideMarks.Contains(_text[mark]))
        {
            return true;
        }

        var next = SkipWhiteSpace(end);
        if (next == _text.Length || next == end)
        {
            return next == _text.Length;
        }

        while (next < _text.Length && Opening.Contains(_text[next]))
        {
            next++;
        }

        // "Why?" he asked: whatever the mark, what follows in lower case goes on.
        if (next < _text.Length && char.IsLower(_text[next]))
        {
            return false;
        }

        var word = WordBefore(mark);
        return marks > 1 || (Abbreviations.MayEnd(word, WordAt(next)) && !IsEnumerator(word, mark));
    }

    /// <summary>True for the <c>1</c> of a list's <c>1. First point</c>.</summary>
    private readonly bool IsEnumerator(ReadOnlySpan<char> word, int mark) =>
        word.Length <= 3 && word.IndexOfAnyExceptInRange('0', '9') < 0 && SkipWhiteSpace(_start) == mark - word.Length;

    /// <summary>An empty line or a bullet on the next one ends a sentence; a line that is only broken does not.</summary>
    private int AfterWhiteSpace(int at)
    {
        var next = SkipWhiteSpace(at);
        var space = _text[at..next];
        var lines = space.Count('\n') + space.Count('\u2029');
        var bullet = lines == 1 && next + 1 < _text.Length && Bullets.Contains(_text[next]) && char.IsWhiteSpace(_text[next + 1]);
        if (lines > 1 || bullet)
        {
            EndAt(at);
        }

        return next;
    }

    private void EndAt(int end)
    {
        // A mark or a rule by itself is no sentence: it stays with the next.
        if (_hasContent)
        {
            _sentences.Add(TextSpan.Trimmed(_text, _start, end));
            _start = end;
            _hasContent = false;
        }
    }

    private readonly int SkipWhiteSpace(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }

        return at;
    }

    private readonly ReadOnlySpan<char> WordBefore(int end)
    {
        // No abbreviation is longer; a wall of letters is not walked again for each of its full stops.
        const int longest = 12;
        var start = end;
        while (start > 0 && end - start < longest && (char.IsLetterOrDigit(_text[start - 1]) || WithinWords.Contains(_text[start - 1])))
        {
            start--;
        }

        return _text[start..end];
    }

    private readonly ReadOnlySpan<char> WordAt(int start)
    {
        var end = start;
        while (end < _text.Length && char.IsLetter(_text[end]))
        {
            end++;
        }

        return _text[start..end];
    }
}
