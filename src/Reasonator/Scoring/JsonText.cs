using System.Globalization;
using System.Text;

namespace Reasonator.Scoring;

/// <summary>
/// The text of a JSON string. System.Text.Json refuses an unpaired surrogate escape; news feeds cut in the middle of an
/// emoji have them, and the contract reads each as U+FFFD.
/// </summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes what stands between the quotes.</summary>
    /// <param name="raw">The bytes of a string token whose syntax has been checked.</param>
    /// <param name="escaped">False when there is no backslash in it.</param>
    /// <param name="unpaired">Stands for half of a surrogate pair.</param>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Read(ReadOnlySpan<byte> raw, bool escaped, char unpaired = '\uFFFD')
    {
        if (!escaped)
        {
            return Strict.GetString(raw);
        }

        var text = new char[raw.Length];
        var length = 0;
        while (raw.Length > 0)
        {
            var plain = raw.IndexOf((byte)'\\');
            plain = plain < 0 ? raw.Length : plain;
            length += Strict.GetChars(raw[..plain], text.AsSpan(length));
            raw = raw[plain..];
            if (raw.Length > 0)
            {
                text[length++] = Unescape(ref raw);
            }
        }

        PairSurrogates(text.AsSpan(0, length), unpaired);
        return new string(text, 0, length);
    }

    private static char Unescape(ref ReadOnlySpan<byte> raw)
    {
        var kind = raw[1];
        if (kind == 'u')
        {
            var unit = (char)ushort.Parse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            raw = raw[6..];
            return unit;
        }

        raw = raw[2..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)kind,
        };
    }

    private static void PairSurrogates(Span<char> text, char unpaired)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = unpaired;
            }
        }
    }
}
