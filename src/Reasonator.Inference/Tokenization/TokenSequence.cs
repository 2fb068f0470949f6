namespace Reasonator.Inference.Tokenization;

/// <summary>One text as the model reads it: [CLS], its word pieces, [SEP]; unpadded.</summary>
/// <param name="Ids">Vocabulary ids, shape [n] with 2 ≤ n ≤ the model's limit (512).</param>
/// <param name="Truncated">True when the text had more word pieces than the limit left room for.</param>
public readonly record struct TokenSequence(int[] Ids, bool Truncated)
{
    /// <summary>Number of ids, [CLS] and [SEP] included.</summary>
    public int Length => Ids.Length;
}
