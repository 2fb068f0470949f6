using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench;

/// <summary>What holds for the ids of every text whatsoever.</summary>
internal static class TokenizerFuzz
{
    /// <summary>The model's limit.</summary>
    private const int Most = 512;

    /// <summary>Why the ids of a text are not as they must be; null when they are.</summary>
    public static string? FaultOf(BertTokenizer tokenizer, string text)
    {
        try
        {
            var (cls, sep) = Ends(tokenizer);
            var all = tokenizer.Encode(text);
            var cut = tokenizer.Encode(text, Most);
            return !cut.Ids.AsSpan().SequenceEqual(tokenizer.Encode(text, Most).Ids) ? "another result the second time"
                : cut.Length is < 2 or > Most ? $"{cut.Length} ids"
                : cut.Ids[0] != cls || cut.Ids[^1] != sep ? "does not start with [CLS] and end with [SEP]"
                : Array.Exists(all.Ids, id => id < 0 || id >= tokenizer.VocabularySize) ? "an id that is not in the vocabulary"
                : cut.Truncated != all.Length > Most ? "says of its truncation what is not so"
                : !cut.Ids.AsSpan(0, cut.Length - 1).SequenceEqual(all.Ids.AsSpan(0, cut.Length - 1)) ? "is not the beginning of the whole"
                : all.Ids.AsSpan(1, all.Length - 2).IndexOfAny(cls, sep) >= 0 ? "a special token made of text"
                : null;
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static (int Cls, int Sep) Ends(BertTokenizer tokenizer)
    {
        var empty = tokenizer.Encode("").Ids;
        return (empty[0], empty[^1]);
    }
}
