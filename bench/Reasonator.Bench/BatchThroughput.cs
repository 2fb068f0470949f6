using System.Collections.Concurrent;
using System.Diagnostics;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench;

/// <summary>
/// A durable batch, from its submission to its last result, against the raw session loop on the same texts; and what a
/// single caller notices of it. Interleaved rounds; the database is on the same cores.
/// </summary>
internal static class BatchThroughput
{
    private const int Items = 10_000;
    private const int Probes = 300;
    private const double RawSeconds = 2;

    public static async Task<int> RunAsync(string? served, int rounds, int items)
    {
        NativeHeap.Tune();
        var texts = Corpus.Headlines(items > 0 ? items : Items);
        var folder = served ?? Path.Combine(Corpus.Root, "models", "finbert-mini");
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(folder, "vocab.txt")));
        TokenSequence[] tokens = [.. texts.Select(text => tokenizer.Encode(text, 512))];
        using var model = OnnxSentimentModel.Load(Path.Combine(folder, "model.onnx"));
        await using var database = await Store.StartAsync();
        await using var service = await Service.StartAsync(served, database: database.Url);
        using var caller = new BatchCaller(() => service.Port);
        Console.WriteLine($"{texts.Length} texts, mean {tokens.Average(t => t.Length):F1} tokens; {Environment.ProcessorCount} cores, {CpuClass.Name}");
        var results = new List<(double Ratio, double Whole, double Idle, double Busy, double Run)>();
        for (var round = 0; round <= rounds; round++)
        {
            var runs = Runs(model, tokens);
            var idle = await ProbeAsync(service, texts, () => false);
            // Before and after: the machine's mood changes within a round.
            var before = Throughput.Raw(model, tokens, RawSeconds);
            var (clock, cpu, at) = (Stopwatch.StartNew(), service.CpuSeconds(), TimeProvider.System.GetUtcNow().UtcDateTime);
            var id = await caller.SubmitAsync(texts);
            var submitted = clock.Elapsed;
            await caller.EndAsync(id);
            // By the server's notes, which is on this machine: asking more often when it ends would slow it down.
            var batch = texts.Length / (await database.ReadAsync<DateTime>($"select finished_at from batch_score_jobs where id = '{id}'") - at).TotalSeconds;
            var running = texts.Length / await database.ReadAsync<double>($"select extract(epoch from finished_at - started_at)::float8 from batch_score_jobs where id = '{id}'");
            cpu = (service.CpuSeconds() - cpu) / texts.Length;
            var raw = (before + Throughput.Raw(model, tokens, RawSeconds)) / 2;
            var beside = EndAsync(caller, texts);
            var busy = await ProbeAsync(service, texts, () => beside.IsCompleted);
            await beside;
            Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: raw {raw:F0}/s, batch {running:F0}/s ({running / raw:F3}), with its submission of {submitted.TotalMilliseconds:F0} ms {batch:F0}/s ({batch / raw:F3}); one text p99 idle {idle.Percentile(99):F2} ms, beside a batch {busy.Percentile(99):F2} ms of {busy.Count}; a run p50 {runs.Median():F2}, p99 {runs.Percentile(99):F2} ms; {cpu * 1000:F2} ms of CPU a text; RSS {service.Megabytes("VmRSS"):F0} MB");
            if (round > 0)
            {
                results.Add((running / raw, batch / raw, idle.Percentile(99), busy.Percentile(99), runs.Percentile(99)));
            }
        }

        Console.WriteLine($"medians: batch over raw {results.Select(r => r.Ratio).Median():F3}, with its submission {results.Select(r => r.Whole).Median():F3}; p99 beside a batch − (idle p99 + one run's p99) {results.Select(r => r.Busy - r.Idle - r.Run).Median():F2} ms");
        return 0;
    }

    private static async Task EndAsync(BatchCaller caller, string[] texts) => await caller.EndAsync(await caller.SubmitAsync(texts));

    /// <summary>Milliseconds of a caller who asks for one text at a time, with a breath between.</summary>
    private static async Task<List<double>> ProbeAsync(Service service, string[] texts, Func<bool> over)
    {
        using var connection = new Connection(service.Port);
        var times = new List<double>();
        for (var i = 0; i < Probes && !over(); i++)
        {
            await Task.Delay(10);
            var request = Connection.Score([texts[i]]);
            var at = Stopwatch.GetTimestamp();
            await connection.SendAsync(request);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Milliseconds of a run while every core has one.</summary>
    private static List<double> Runs(OnnxSentimentModel model, TokenSequence[] tokens)
    {
        var times = new ConcurrentBag<double>();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(core => new Thread(() =>
        {
            foreach (var sequence in tokens.Skip(core * Probes).Take(Probes))
            {
                var at = Stopwatch.GetTimestamp();
                model.Infer(sequence);
                times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return [.. times];
    }
}
