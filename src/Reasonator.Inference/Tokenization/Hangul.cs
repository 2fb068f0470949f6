namespace Reasonator.Inference.Tokenization;

/// <summary>Canonical decomposition of Hangul syllables (Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;
    private const int FirstLeading = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int NoTrailing = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;

    public static bool IsSyllable(int scalar) => (uint)(scalar - FirstSyllable) < SyllableCount;

    /// <summary>The two or three jamo of a syllable; Trailing is 0 when there is none.</summary>
    public static (int Leading, int Vowel, int Trailing) Decompose(int syllable)
    {
        var (pair, trailing) = Math.DivRem(syllable - FirstSyllable, TrailingCount);
        var (leading, vowel) = Math.DivRem(pair, VowelCount);
        return (FirstLeading + leading, FirstVowel + vowel, trailing == 0 ? 0 : NoTrailing + trailing);
    }
}
