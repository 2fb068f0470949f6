using System.Text;

namespace Reasonator.Bench;

/// <summary>Bodies that no caller of good will sends. None may bring a 5xx, a crash or memory that stays.</summary>
internal static class Hostile
{
    public static async Task<int> RunAsync(int bodies)
    {
        await using var service = await Service.StartAsync();
        var random = new Random(20261123);
        var counts = new int[600];
        var begin = 0.0;
        using var connection = new Connection(service.Port);
        for (var i = 0; i < bodies; i++)
        {
            counts[await connection.SendAsync(Connection.Post(Body(random)))]++;
            if (i == bodies / 10)
            {
                begin = service.Megabytes("VmRSS");
            }
        }

        Console.WriteLine($"{bodies} bodies: {string.Join(", ", counts.Select((n, s) => (n, s)).Where(c => c.n > 0).Select(c => $"{c.s}: {c.n}"))}");
        Console.WriteLine($"RSS after a tenth {begin:F0} MB, at the end {service.Megabytes("VmRSS"):F0} MB, VmHWM {service.Megabytes("VmHWM"):F0} MB");
        var health = await new HttpClient().GetStringAsync($"http://127.0.0.1:{service.Port}/v1/health");
        Console.WriteLine(health);
        return counts.Skip(500).Sum() == 0 && counts[0] == 0 ? 0 : 1;
    }

    private static byte[] Body(Random random) => random.Next(12) switch
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
