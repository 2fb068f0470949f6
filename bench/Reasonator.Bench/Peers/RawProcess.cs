using System.Diagnostics;
using System.Globalization;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench.Peers;

/// <summary>The raw session loop in a process of its own: what the runtime and the model alone take in memory and to start.</summary>
internal static class RawProcess
{
    public const string Verb = "raw-process";

    private const double Seconds = 1;
    private const int Longest = 512;

    /// <summary>Starts one. It is compiled as it runs, not ahead as the service is: its start is no floor.</summary>
    public static async Task<Footprint> MeasureAsync(string model)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Verb, "--model", model]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadLineAsync().WaitAsync(ProcessExtensions.Deadline);
        var first = clock.Elapsed.TotalSeconds;
        double[] memory = [.. (await process.StandardOutput.ReadToEndAsync().WaitAsync(ProcessExtensions.Deadline)).Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        await process.EndAsync(Verb);
        return new Footprint(first, first, memory[0], memory[1]);
    }

    /// <summary>What runs in it: says when the first score is there, then its memory before and after a load.</summary>
    public static int Run(string folder)
    {
        NativeHeap.Tune();
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(folder, "vocab.txt")));
        using var model = OnnxSentimentModel.Load(Path.Combine(folder, "model.onnx"));
        model.Infer(tokenizer.Encode("Profit rose", Longest));
        Console.WriteLine("scored");
        var idle = Megabytes("VmRSS");
        var texts = Corpus.Headlines(1024);
        Throughput.Raw(model, [.. texts.Select(text => tokenizer.Encode(text, Longest))], Seconds);
        var most = tokenizer.Encode(string.Join(' ', texts.Take(Longest)), Longest);
        Parallel.For(0, Environment.ProcessorCount, _ => model.Infer(most));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{idle} {Megabytes("VmHWM")}"));
        return 0;
    }

    private static double Megabytes(string field) => Server.Megabytes(Environment.ProcessId, field);
}
