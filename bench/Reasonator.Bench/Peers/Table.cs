using System.Globalization;
using System.Text.Json.Nodes;

namespace Reasonator.Bench.Peers;

/// <summary>The figures of one model as a table in Markdown, the recorded ones below.</summary>
internal sealed class Table(JsonObject line, Subject subject)
{
    private const string Head = """
        | | 32 a request, over raw | one a request, over raw | one at a time, p50 / p99 ms | 32 a request under load, p50 / p99 ms | RSS idle / peak MB | start to first score s |
        |---|---|---|---|---|---|---|
        """;

    public override string ToString() => string.Join('\n', [Head, .. Rows()]);

    private IEnumerable<string> Rows()
    {
        yield return Row("**Reasonator**", "service", "");
        // One setting may be the fastest of several kinds.
        foreach (var kinds in PeerKind.All.Where(kind => Text($"{kind.Key}_setting") is not null).GroupBy(kind => Text($"{kind.Key}_setting")))
        {
            yield return Row($"transformers.js behind Node, {string.Join(", ", kinds.Select(kind => kind.Title))}: {kinds.Key}", kinds.First().Key, $"{kinds.First().Key}_");
        }

        yield return Row($"raw session loop ({Format("raw_texts_per_s", "0")} texts/s)", "raw", "raw_");
        foreach (var r in Recorded.Of(subject))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"| *recorded:* {r.Server} | {r.Many:0.00} | {r.One:0.00} | | | | |");
        }
    }

    private string Row(string name, string who, string footprint) =>
        $"| {name} | {(who == "raw" ? "1" : Format($"{who}_over_raw", "0.00"))} | {(who == "raw" ? "1" : Format($"{who}_over_raw_one", "0.00"))} "
        + $"| {Pair($"{who}_p50_ms", $"{who}_p99_ms", "0.0")} | {Pair($"{who}_p50_ms_32", $"{who}_p99_ms_32", "0")} "
        + $"| {Pair($"{footprint}rss_idle_mb", $"{footprint}rss_peak_mb", "0")} | {Format($"{footprint}first_score_s", "0.00")} |";

    private string Pair(string first, string second, string format) => Number(first) is null ? "" : $"{Format(first, format)} / {Format(second, format)}";

    private string Format(string key, string format) => Number(key)?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private double? Number(string key) => (double?)line[$"{key}_{subject.Name}"];

    private string? Text(string key) => (string?)line[$"{key}_{subject.Name}"];
}
