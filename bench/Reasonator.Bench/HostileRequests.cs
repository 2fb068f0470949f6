using System.Text;

namespace Reasonator.Bench;

/// <summary>Whole requests as bytes, few of which are HTTP: the same for the same seed.</summary>
internal static class HostileRequests
{
    private const string Good = "POST /v1/score HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer dev\r\nContent-Type: application/json\r\nContent-Length: 34\r\n\r\n{\"items\":[{\"text\":\"Profit rose\"}]}";

    private static readonly string[] Paths =
        ["/", "/v1/score", "/v1/health", "/v1/live", "/v1/info", "/v1/batches", "/v1/batches/x/results", "/v1/scores?stale=%ff&limit=-1", "/metrics", "/docs", "/openapi/v1.json", "/../../etc/passwd", "/%2e%2e/%00", "//", "*", "http://x/v1/live", "/v1/score?" + new string('q', 3000)];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PRI", "\u00ff", "G\tET"];

    private static readonly string[] Headers =
    [
        "Content-Length: 10", "Content-Length: -1", "Content-Length: 99999999999", "Content-Length: 3, 3", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, chunked",
        "Expect: 100-continue", "Expect: x", "Connection: close", "Connection: upgrade", "Upgrade: h2c", "Upgrade: websocket", "Host: a", "Host: \u0001", "Prefer: wait=\u00e9", "Prefer: wait=99999999999999", "Idempotency-Key: x",
        "traceparent: 00-zz", "traceparent: 00-00000000000000000000000000000000-0000000000000000-00", "X-Request-Id: a\tb", "X-Forwarded-For: ::1", "Accept-Encoding: gzip, br;q=9", "Content-Encoding: gzip", "Content-Type: application/json; charset=utf-7",
        "Content-Type: \"", "Range: bytes=-1", "If-None-Match: *", "Authorization: Bearer", "Authorization: Bearer dev", "Authorization: Basic ZGV2OmRldg==", "Cookie: a=b", " folded: x", "no colon", ": no name", "X-Nul: a\0b", "Content-Type: application/json",
    ];

    public static byte[] Bytes(Random random) => random.Next(8) switch
    {
        0 => Noise(random, random.Next(1, 2000)),
        1 => Mutated(random, Encoding.Latin1.GetBytes(Good)),
        2 => Encoding.Latin1.GetBytes(Good)[..random.Next(1, Good.Length)],
        3 => [.. Encoding.Latin1.GetBytes(Good), .. Noise(random, random.Next(1, 300))],
        4 => Encoding.Latin1.GetBytes($"GET / HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(i => $"X-{i}: {new string('x', random.Next(200))}\r\n"))}\r\n"),
        5 => Encoding.Latin1.GetBytes($"POST /v1/score HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer dev\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Chunks(random)}"),
        _ => Encoding.Latin1.GetBytes(Composed(random)),
    };

    private static string Composed(Random random)
    {
        var end = random.Next(20) == 0 ? "\n" : "\r\n";
        var headers = string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => Headers[random.Next(Headers.Length)] + end));
        var version = random.Next(20) switch { 0 => "HTTP/1.0", 1 => "HTTP/2.0", 2 => "HTTP/9.9", 3 => "", _ => "HTTP/1.1" };
        var body = random.Next(3) == 0 ? "{\"items\":[{\"text\":\"x\"}]}" : "";
        return $"{Methods[random.Next(Methods.Length)]} {Paths[random.Next(Paths.Length)]} {version}{end}{(random.Next(4) == 0 ? "" : "Host: b" + end)}{headers}{end}{body}";
    }

    private static string Chunks(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(6) switch
    {
        0 => "0\r\n\r\n",
        1 => "zz\r\n",
        2 => "ffffffffffffffff\r\n",
        3 => "5;ext=\"\u0001\"\r\nhello\r\n",
        4 => "3\r\nabcdef\r\n",
        _ => "1\r\n{\r\n",
    }));

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutated(Random random, byte[] bytes)
    {
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
