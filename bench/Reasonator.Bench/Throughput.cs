using System.Diagnostics;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench;

/// <summary>
/// Texts a second over HTTP against the raw session loop on the same texts, and one text's time over HTTP against one
/// run, in interleaved rounds: absolute numbers move with the machine, their ratios do not.
/// </summary>
internal static class Throughput
{
    /// <summary>Callers at once, over HTTP.</summary>
    public const int Callers = 4;

    public static async Task<int> RunAsync(string? served, int rounds, double seconds)
    {
        NativeHeap.Tune();
        var texts = Corpus.Headlines(2048);
        var folder = served ?? Path.Combine(Corpus.Root, "models", "finbert-mini");
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(folder, "vocab.txt")));
        TokenSequence[] tokens = [.. texts.Select(text => tokenizer.Encode(text, 512))];
        Console.WriteLine($"{texts.Length} texts, mean {tokens.Average(t => t.Length):F1} tokens; {Environment.ProcessorCount} cores, {CpuClass.Name}");
        using var model = OnnxSentimentModel.Load(Path.Combine(folder, "model.onnx"));
        await using var service = await Service.StartAsync(served);
        byte[][] single = [.. texts.Select(text => Connection.Score([text]))];
        byte[][] many = [.. texts.Chunk(32).Select(chunk => Connection.Score(chunk))];
        var results = new List<(double Raw, double One, double Many, double RawP50, double HttpP50)>();
        for (var round = 0; round <= rounds; round++)
        {
            var raw = Raw(model, tokens, seconds);
            var one = Http(service, single, 1, seconds);
            var more = Http(service, many, 32, seconds);
            var (rawP50, httpP50) = Idle(service, model, tokens, single);
            Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: raw {raw:F0}/s, HTTP one {one:F0}/s ({one / raw:F3}), HTTP 32 {more:F0}/s ({more / raw:F3}); idle p50 raw {rawP50:F2} ms, HTTP {httpP50:F2} ms ({httpP50 / rawP50:F2})");
            if (round > 0)
            {
                results.Add((raw, one, more, rawP50, httpP50));
            }
        }

        Console.WriteLine($"median of ratios: one a request {results.Select(r => r.One / r.Raw).Median():F3}, 32 a request {results.Select(r => r.Many / r.Raw).Median():F3}, idle p50 {results.Select(r => r.HttpP50 / r.RawP50).Median():F2}");
        return 0;
    }

    /// <summary>As many threads as cores on one session, nothing else.</summary>
    public static double Raw(OnnxSentimentModel model, TokenSequence[] tokens, double seconds)
    {
        var (done, next) = (0, -1);
        var clock = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                model.Infer(tokens[Interlocked.Increment(ref next) % tokens.Length]);
                Interlocked.Increment(ref done);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        return done / clock.Elapsed.TotalSeconds;
    }

    private static double Http(Service service, byte[][] requests, int texts, double seconds) =>
        ClosedLoop.Run(service.Port, requests, texts, Callers, seconds).TextsPerSecond;

    private static (double Raw, double Http) Idle(Service service, OnnxSentimentModel model, TokenSequence[] tokens, byte[][] requests)
    {
        using var connection = new Connection(service.Port);
        var (raw, http) = (new List<double>(), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            var at = Stopwatch.GetTimestamp();
            model.Infer(tokens[i]);
            raw.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            at = Stopwatch.GetTimestamp();
            connection.Send(requests[i]);
            http.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        return (raw.Median(), http.Median());
    }
}
