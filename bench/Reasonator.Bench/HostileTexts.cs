using System.Text;

namespace Reasonator.Bench;

/// <summary>Texts that no news agency sends, for the tokenizer: every one another, the same for the same seed.</summary>
internal static class HostileTexts
{
    private static readonly string[] Words = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "##s", "profit", "$TSLA", "€3.5bn", "café", "\u0130stanbul", "naïve", "中文", "नमस्ते", "한국", "🙂", "👩‍👩‍👧", "a\u0300\u0301\u0302", "\u200b", "\ufeff", "\u202e"];

    public static string Text(Random random) => random.Next(10) switch
    {
        0 => Units(random, random.Next(1, 200), from: 0, to: 0x10000),
        1 => Units(random, random.Next(1, 60), from: 0xD800, to: 0xE000),
        2 => Units(random, random.Next(1, 200), from: 0, to: 0x80),
        3 => Runes(random, random.Next(1, 100), from: 0x10000, to: 0x110000),
        4 => new string((char)random.Next(1, 0x3000), random.Next(1, 5000)),
        5 => string.Join(' ', Enumerable.Range(0, random.Next(1, 800)).Select(_ => Words[random.Next(Words.Length)])),
        6 => string.Concat(Enumerable.Range(0, random.Next(1, 100)).Select(_ => Words[random.Next(Words.Length)])),
        7 => "a" + Units(random, random.Next(1, 300), from: 0x0300, to: 0x0370),
        8 => Words[random.Next(Words.Length)] + new string(" \t\r\n\u00a0\u3000\u2028"[random.Next(7)], random.Next(1, 300)) + Words[random.Next(Words.Length)],
        _ => Mutated(random, "Apple raises guidance after record quarter; shares up 4.5% at $187.20"),
    };

    private static string Units(Random random, int length, int from, int to) =>
        string.Create(length, (random, from, to), static (span, s) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)s.random.Next(s.from, s.to);
            }
        });

    private static string Runes(Random random, int length, int from, int to) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => new Rune(random.Next(from, to)).ToString()));

    private static string Mutated(Random random, string good)
    {
        var text = good.ToCharArray();
        for (var n = random.Next(1, 8); n > 0; n--)
        {
            text[random.Next(text.Length)] = (char)random.Next(0x10000);
        }

        return new string(text);
    }
}
