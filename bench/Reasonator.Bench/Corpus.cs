using System.Text.Json;

namespace Reasonator.Bench;

/// <summary>The texts that are scored: real headlines where the shared data is there, else the golden texts.</summary>
internal static class Corpus
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string[] Headlines(int count)
    {
        var path = Path.Combine(Root, "..", "shared", "data", "load-corpus", "headlines.txt");
        var all = File.Exists(path)
            ? File.ReadAllLines(path)
            : [.. File.ReadLines(Path.Combine(Root, "models", "finbert-mini", "golden.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!).Where(text => text.Length < 200)];
        // A fixed stride: the same texts on every run, spread over every source.
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * 7919 % all.Length)])];
    }

    /// <summary>
    /// Requests of so many headlines with a number behind each: enough that no text comes again while its first is in the queue,
    /// where the two would share a run, or in the cache.
    /// </summary>
    public static byte[][] DistinctRequests(int texts, int patience) =>
        [.. Headlines(160_000).Select((text, i) => $"{text} {i}").Chunk(texts).Select(chunk => Connection.Score(chunk, patience))];

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new DirectoryNotFoundException("Reasonator.sln is in no folder above the bench."),
        _ when File.Exists(Path.Combine(folder.FullName, "Reasonator.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
