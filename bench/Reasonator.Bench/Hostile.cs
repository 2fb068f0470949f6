using System.Diagnostics;
using System.Net.Sockets;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench;

/// <summary>What no caller of good will sends: bodies, whole requests that are hardly HTTP, texts. None may bring a 5xx, a crash or memory that stays.</summary>
internal static class Hostile
{
    private const int Seed = 20261123;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(int bodies, int requests, int texts)
    {
        var well = TokenizeAll(texts);
        await using var service = await Service.StartAsync();
        well &= await SendBodiesAsync(service, bodies);
        well &= await SendRequestsAsync(service, requests);
        using var client = new HttpClient();
        Console.WriteLine(await client.GetStringAsync($"http://127.0.0.1:{service.Port}/v1/health"));
        foreach (var fault in service.Log.Take(5))
        {
            Console.WriteLine(fault);
        }

        well &= service.Log.IsEmpty;
        Console.WriteLine(well ? "well" : "NOT WELL");
        return well ? 0 : 1;
    }

    private static bool TokenizeAll(int texts)
    {
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(Corpus.Root, "models", "finbert-mini", "vocab.txt")));
        var (random, clock, faults) = (new Random(Seed), Stopwatch.StartNew(), 0);
        for (var i = 0; i < texts; i++)
        {
            if (TokenizerFuzz.FaultOf(tokenizer, HostileTexts.Text(random)) is { } fault)
            {
                faults++;
                Console.WriteLine($"text {i}: {fault}");
            }
        }

        Console.WriteLine($"{texts} texts through the tokenizer in {clock.Elapsed.TotalSeconds:F0} s, {faults} faults");
        return faults == 0;
    }

    private static async Task<bool> SendBodiesAsync(Service service, int bodies)
    {
        var (random, counts, begin) = (new Random(Seed), new int[600], 0.0);
        using var connection = new Connection(service.Port);
        for (var i = 0; i < bodies; i++)
        {
            counts[await connection.SendAsync(Connection.Post(HostileBodies.Body(random)))]++;
            begin = i == bodies / 10 ? service.Megabytes("VmRSS") : begin;
        }

        Tell($"{bodies} bodies", service, counts, begin);
        return counts.Skip(500).Sum() == 0 && counts[0] == 0;
    }

    /// <summary>A connection each; a broken one is a right answer here.</summary>
    private static async Task<bool> SendRequestsAsync(Service service, int requests)
    {
        var (counts, begin, next) = (new int[600], 0.0, -1);
        await Task.WhenAll(Enumerable.Range(0, 96).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < requests)
            {
                // By its number, so that whose turn it is does not matter.
                foreach (var status in await StatusesAsync(service.Port, HostileRequests.Bytes(new Random(Seed + i))))
                {
                    Interlocked.Increment(ref counts[status]);
                }

                if (i == requests / 10)
                {
                    begin = service.Megabytes("VmRSS");
                }
            }
        })));
        Tell($"{requests} raw requests", service, counts, begin);
        // 501 and 505 are the framework's: a transfer coding or a version that it does not know; 503: there is no database.
        return counts.Skip(500).Where((_, i) => 500 + i is not (501 or 503 or 505)).Sum() == 0;
    }

    private static async Task<int[]> StatusesAsync(int port, byte[] bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var (answer, length) = (new byte[1 << 14], 0);
        try
        {
            await socket.SendAsync(bytes);
            // What has no end is ended by the caller, once no answer has come for a while: a service that waits for more is right.
            using var patience = new Timer(_ => End(socket), null, Patience, Timeout.InfiniteTimeSpan);
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                patience.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
        catch (SocketException)
        {
            // Reset in the middle of what it did not want to read.
        }

        var text = System.Text.Encoding.Latin1.GetString(answer, 0, length);
        int[] statuses = [.. text.Split("HTTP/1.1 ").Skip(1).Select(part => int.TryParse(part.AsSpan(0, Math.Min(3, part.Length)), out var status) && status is >= 100 and < 600 ? status : 599)];
        return statuses.Length == 0 ? [0] : statuses;
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The service was quicker.
        }
    }

    private static void Tell(string what, Service service, int[] counts, double begin)
    {
        Console.WriteLine($"{what}: {string.Join(", ", counts.Select((n, s) => (n, s)).Where(c => c.n > 0).Select(c => $"{c.s}: {c.n}"))}");
        Console.WriteLine($"RSS after a tenth {begin:F0} MB, at the end {service.Megabytes("VmRSS"):F0} MB, VmHWM {service.Megabytes("VmHWM"):F0} MB");
    }
}
