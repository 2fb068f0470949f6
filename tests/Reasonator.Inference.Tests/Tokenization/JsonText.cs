using System.Globalization;
using System.Text;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>Reads a JSON string that may hold unpaired surrogates, which System.Text.Json refuses.</summary>
internal static class JsonText
{
    /// <summary>Reads the string that starts at the quote at <paramref name="start"/>.</summary>
    public static string Read(string json, int start)
    {
        var text = new StringBuilder();
        for (var at = start + 1; json[at] != '"'; at++)
        {
            if (json[at] != '\\')
            {
                text.Append(json[at]);
                continue;
            }

            at++;
            text.Append(Unescape(json, at));
            at += json[at] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }

    private static char Unescape(string json, int at) => json[at] switch
    {
        'u' => (char)ushort.Parse(json.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        var itself => itself,
    };
}
