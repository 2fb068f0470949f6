namespace Reasonator.Texts;

/// <summary>A sentence that the model cannot read whole.</summary>
internal static class LongSentence
{
    // A UTF-16 unit becomes three word pieces at most (a Hangul syllable's letters), so less than this always fits 512.
    private const int AlwaysFits = 170;

    /// <summary>
    /// Halves a sentence, and its halves, until each part fits: at the white space nearest to the middle, or in the middle
    /// where there is none.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="sentence">Where the sentence is in it.</param>
    /// <param name="fits">True when the model reads the part whole.</param>
    /// <param name="parts">Takes the parts in their order.</param>
    public static void Divide(ReadOnlySpan<char> text, TextSpan sentence, Func<ReadOnlySpan<char>, bool> fits, List<TextSpan> parts)
    {
        if (sentence.Length <= AlwaysFits || fits(sentence.Of(text)))
        {
            parts.Add(sentence);
            return;
        }

        var cut = sentence.Start + Middle(sentence.Of(text));
        Divide(text, TextSpan.Trimmed(text, sentence.Start, cut), fits, parts);
        Divide(text, TextSpan.Trimmed(text, cut, sentence.End), fits, parts);
    }

    private static int Middle(ReadOnlySpan<char> sentence)
    {
        var middle = sentence.Length / 2;
        // Only the middle half is searched: parts that are far from equal would not end soon.
        for (var away = 0; away < sentence.Length / 4; away++)
        {
            if (char.IsWhiteSpace(sentence[middle - away]))
            {
                return middle - away;
            }

            if (char.IsWhiteSpace(sentence[middle + away]))
            {
                return middle + away;
            }
        }

        return char.IsLowSurrogate(sentence[middle]) ? middle + 1 : middle;
    }
}
