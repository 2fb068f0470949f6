using System.Text;
using System.Text.RegularExpressions;

namespace Reasonator.Tests.Hostile;

/// <summary>A good file with a few changes: bytes flipped, ranges cut out or repeated, values exchanged for odd ones.</summary>
internal static partial class MutatedFile
{
    private static readonly string[] Odd =
    [
        "null", "true", "-1", "-64", "0.5", "1e999", "2147483648", "9223372036854775808", "99999999999999999999999", "\"\"", "\"\\ud800\"",
        "\"\\u0000\"", "[]", "{}", "[null]", "[-64,0]", "\"..\"", "\r\n", "\0", "\uFEFF", "\u00FF\u00FE", "{\"\\ud800\":1}", "\"",
    ];

    public static byte[] Of(byte[] file, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            file = Changed(file, random);
        }

        return file;
    }

    private static byte[] Changed(byte[] file, Random random)
    {
        var at = random.Next(file.Length + 1);
        var length = Math.Min(random.Next(1, 64), file.Length - at);
        switch (random.Next(6))
        {
            case 0 when at < file.Length:
                byte[] flipped = [.. file];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return file[..at];
            case 2:
                return [.. file[..at], .. file[(at + length)..]];
            case 3:
                return [.. file[..(at + length)], .. file[at..]];
            case 4:
                return [.. file[..at], .. Bytes(Odd[random.Next(Odd.Length)]), .. file[at..]];
            default:
                return Exchanged(file, random);
        }
    }

    /// <summary>Puts something odd in the place of one value of JSON.</summary>
    private static byte[] Exchanged(byte[] file, Random random)
    {
        // Latin-1 keeps each byte as it is.
        var values = Value().Matches(Encoding.Latin1.GetString(file));
        if (values.Count == 0)
        {
            return file;
        }

        var value = values[random.Next(values.Count)];
        return [.. file[..value.Index], .. Bytes(Odd[random.Next(Odd.Length)]), .. file[(value.Index + value.Length)..]];
    }

    private static byte[] Bytes(string odd) => Encoding.UTF8.GetBytes(odd);

    [GeneratedRegex("""-?[0-9][0-9.eE+-]*|"[^"\\]*"|true|false|null|\[[^\[\]{}]*\]""")]
    private static partial Regex Value();
}
