namespace Reasonator.Inference.Tokenization;

/// <summary>
/// Turns text into word-piece ids exactly as Hugging Face <c>tokenizers</c> does with bert-base-uncased.
/// Immutable, and safe to call from any number of threads. A special token written in a text is ordinary text.
/// </summary>
public sealed class BertTokenizer
{
    /// <summary>Ids a headline has room for on the stack; more are pooled.</summary>
    private const int InlineIds = 128;

    private readonly Vocabulary _vocabulary;
    private readonly int _unknown;
    private readonly int _start;
    private readonly int _end;

    private BertTokenizer(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _unknown = vocabulary.Require("[UNK]");
        _start = vocabulary.Require("[CLS]");
        _end = vocabulary.Require("[SEP]");
        vocabulary.Require("[PAD]");
    }

    /// <summary>Number of tokens in the vocabulary; every id is below it.</summary>
    public int VocabularySize => _vocabulary.Size;

    /// <summary>Reads a vocab.txt: UTF-8, one token a line (LF or CRLF), a token's id its line number from 0.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is empty or not UTF-8, a line is empty, a token is repeated, or [UNK], [CLS], [SEP] or [PAD] is missing.
    /// </exception>
    public static BertTokenizer FromVocabulary(ReadOnlySpan<byte> utf8VocabTxt) => new(new Vocabulary(utf8VocabTxt));

    /// <summary>Whether nothing of a text becomes a token: it is white space, invisible characters and accents without a letter.</summary>
    /// <param name="text">UTF-16 of any length.</param>
    public static bool IsBlank(ReadOnlySpan<char> text) => !new WordReader(text, stackalloc byte[WordBuffer.Size]).MoveNext();

    /// <summary>Returns [CLS], the word pieces and [SEP]. No text is refused; an unpaired surrogate is U+FFFD.</summary>
    /// <param name="text">UTF-16 of any length.</param>
    /// <param name="maxTokens">The most ids to return, at least 2; pieces that do not fit are cut off the end.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is below 2.</exception>
    public TokenSequence Encode(ReadOnlySpan<char> text, int maxTokens = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        var words = new WordReader(text, stackalloc byte[WordBuffer.Size]);
        var ids = new IdBuffer(stackalloc int[InlineIds], maxTokens - 1);
        var fits = ids.TryAdd(_start);
        while (fits && words.MoveNext())
        {
            fits = TryAdd(in words.Word, ref ids);
        }

        return new TokenSequence(ids.ToArray(_end), !fits);
    }

    private bool TryAdd(in WordBuffer word, ref IdBuffer ids)
    {
        if (word.IsTooLong)
        {
            return ids.TryAdd(_unknown);
        }

        var whole = _vocabulary.Find(word.Bytes, word.Hash);
        return whole >= 0 ? ids.TryAdd(whole) : TryAddPieces(word.Bytes, ref ids);
    }

    // Apart, so that the words found whole do not pay for its space on the stack.
    private bool TryAddPieces(ReadOnlySpan<byte> word, ref IdBuffer ids)
    {
        Span<int> pieces = stackalloc int[WordBuffer.MaxScalars];
        var count = WordPieces.Split(_vocabulary, word, pieces);
        return count == 0 ? ids.TryAdd(_unknown) : ids.TryAdd(pieces[..count]);
    }
}
