namespace Reasonator.Texts;

/// <summary>A sentence that the model cannot read whole.</summary>
internal static class LongSentence
{
    // A Hangul syllable's letters; [CLS] and [SEP].
    private const int MostPiecesOfAUnit = 3;
    private const int SpecialTokens = 2;

    /// <summary>
    /// Halves a sentence, and its halves, until each part fits: at the white space nearest to the middle, or in the middle
    /// where there is none. A single character that does not fit stays as it is.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="sentence">Where the sentence is in it.</param>
    /// <param name="maxTokens">The longest sequence that the model reads: what is short enough for any of it is not tokenized to know.</param>
    /// <param name="fits">True when the model reads the part whole.</param>
    /// <param name="parts">Takes the parts in their order.</param>
    public static void Divide(ReadOnlySpan<char> text, TextSpan sentence, int maxTokens, Func<ReadOnlySpan<char>, bool> fits, List<TextSpan> parts)
    {
        var isRead = sentence.Length <= (maxTokens - SpecialTokens) / MostPiecesOfAUnit || fits(sentence.Of(text));
        var cut = isRead ? sentence.End : sentence.Start + Middle(sentence.Of(text));
        if (cut == sentence.Start || cut == sentence.End)
        {
            parts.Add(sentence);
            return;
        }

        Divide(text, TextSpan.Trimmed(text, sentence.Start, cut), maxTokens, fits, parts);
        Divide(text, TextSpan.Trimmed(text, cut, sentence.End), maxTokens, fits, parts);
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
