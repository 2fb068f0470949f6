using System.Text;

namespace Reasonator.Bench;

/// <summary>Bodies that no caller of good will sends: random bytes, deep JSON, huge strings, lone surrogates, wrong types.</summary>
internal static class HostileBodies
{
    public static byte[] Body(Random random) => random.Next(12) switch
    {
        0 => Bytes(random, random.Next(4096)),
        1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"items\":[", random.Next(1, 5000)))),
        2 => Encoding.UTF8.GetBytes(new string('[', random.Next(1, 100_000))),
        3 => Text(new string('a', random.Next(19_000, 22_000))),
        4 => Encoding.UTF8.GetBytes($"{{\"items\":[{{\"text\":\"{string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => $"\\u{random.Next(0xD800, 0xE000):x4}"))}\"}}]}}"),
        5 => Encoding.UTF8.GetBytes("""{"items":[{"text":17}]}"""),
        6 => Encoding.UTF8.GetBytes("""{"items":{"text":"x"},"mode":null}"""),
        7 => Encoding.UTF8.GetBytes($"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", random.Next(1, 3000)))}]}}"),
        8 => Encoding.UTF8.GetBytes($"{{\"{new string('k', random.Next(1, 30_000))}\":1}}"),
        9 => Mutated(random),
        10 => Text(string.Concat(Enumerable.Range(0, random.Next(1, 400)).Select(_ => new Rune(random.Next(0x10000, 0x10FFFF)).ToString()))),
        _ => random.Next(200) == 0 ? Encoding.UTF8.GetBytes(new string(' ', 1 << 20) + "{") : Text(new string('\u0301', random.Next(1, 2000))),
    };

    private static byte[] Text(string text) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { items = new[] { new { text } } });

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A good request with a few bytes changed.</summary>
    private static byte[] Mutated(Random random)
    {
        var bytes = Text("Apple raises guidance after record quarter");
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
