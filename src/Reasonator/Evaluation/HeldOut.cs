using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Reasonator.Evaluation;

/// <summary>Which rows finbert-mini was never trained on: the rule of models/finbert-mini/training/data.py.</summary>
internal static partial class HeldOut
{
    private const int Percent = 12;

    /// <summary>The text without case and punctuation: two texts with the same key are the same text.</summary>
    public static string Key(string text) => NotOfWords().Replace(text.ToLower(CultureInfo.InvariantCulture), " ").Trim();

    /// <summary>True for the twelve in a hundred texts that were kept for evaluation.</summary>
    public static bool Contains(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Key(text)));
        return (int)(new BigInteger(hash, isUnsigned: true, isBigEndian: true) % 100) < Percent;
    }

    // As Python's \W: neither letter, digit nor underscore.
    [GeneratedRegex(@"[^\p{L}\p{N}_]+")]
    private static partial Regex NotOfWords();
}
