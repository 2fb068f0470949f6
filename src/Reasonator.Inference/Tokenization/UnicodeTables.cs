namespace Reasonator.Inference.Tokenization;

/// <summary>The reference's normalisation, one entry a code point.</summary>
internal static partial class UnicodeTables
{
    private const int BlockBits = 7;

    /// <summary>What an ASCII character below 128 adds to a word, 0 when it is no letter, digit or the like.</summary>
    public static byte LetterOf(char ascii) => Ascii[ascii];

    /// <summary>The entry of a Unicode scalar value; a kept mark of a higher combining class has a higher one.</summary>
    public static int EntryOf(int scalar) =>
        Blocks[(Index[scalar >> BlockBits] << BlockBits) | (scalar & ((1 << BlockBits) - 1))];

    public static CharacterKind KindOf(int entry) => (CharacterKind)(entry & 7);

    /// <summary>The scalars that replace one of kind <see cref="CharacterKind.Map"/>.</summary>
    public static ReadOnlySpan<int> MappingOf(int entry)
    {
        var at = entry >> 3;
        return Mappings.AsSpan(at + 1, Mappings[at]);
    }
}
