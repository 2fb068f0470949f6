namespace Reasonator.Inference.Tokenization;

/// <summary>A polynomial hash over UTF-8 bytes: the hash of every prefix comes for free.</summary>
internal static class PieceHash
{
    /// <summary>Where the hash of a whole word or its first piece starts.</summary>
    public const ulong Word = 0;

    /// <summary>Where the hash of a later piece ("##" in the vocabulary) starts.</summary>
    // The factor is odd, so for the same bytes the low 32 bits always differ from those of a first piece:
    // the tags of the two can never be confused.
    public const ulong Continuation = 1;

    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    public static ulong Next(ulong hash, byte value) => (hash + value + 1) * Factor;

    public static ulong Of(ulong start, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            start = Next(start, value);
        }

        return start;
    }
}
