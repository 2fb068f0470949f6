namespace Reasonator.Inference.Tokenization;

/// <summary>Splits a word into the longest pieces of the vocabulary, from left to right.</summary>
internal static class WordPieces
{
    /// <summary>
    /// Writes the ids of a word's pieces, at most one a scalar value, and returns how many;
    /// 0 when some part of the word is in no piece.
    /// </summary>
    public static int Split(Vocabulary vocabulary, ReadOnlySpan<byte> word, Span<int> ids)
    {
        Span<ulong> hashes = stackalloc ulong[vocabulary.LongestPiece];
        var count = 0;
        for (var start = 0; start < word.Length; count++)
        {
            var rest = word[start..Math.Min(word.Length, start + hashes.Length)];
            HashPrefixes(start == 0 ? PieceHash.Word : PieceHash.Continuation, rest, hashes);
            var length = Longest(vocabulary, rest, hashes, out ids[count]);
            if (length == 0)
            {
                return 0;
            }

            start += length;
        }

        return count;
    }

    private static void HashPrefixes(ulong hash, ReadOnlySpan<byte> bytes, Span<ulong> hashes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            hashes[i] = hash = PieceHash.Next(hash, bytes[i]);
        }
    }

    // A match ends between characters although it is sought byte by byte: pieces and word are valid UTF-8.
    private static int Longest(Vocabulary vocabulary, ReadOnlySpan<byte> rest, ReadOnlySpan<ulong> hashes, out int id)
    {
        id = -1;
        var length = rest.Length;
        while (length > 0 && (id = vocabulary.Find(rest[..length], hashes[length - 1])) < 0)
        {
            length--;
        }

        return length;
    }
}
