using System.Globalization;
using System.Text.Json.Nodes;

namespace Reasonator.Bench.Peers;

/// <summary>The figures of one model as a table in Markdown, the recorded ones below.</summary>
internal static class Table
{
    private const string Head = """
        | | 32 a request, over raw | one a request, over raw | one at a time, p50 / p99 ms | 32 a request, 4 callers, p50 / p99 ms | RSS idle / peak MB | start to first score s |
        |---|---|---|---|---|---|---|
        """;

    public static string Of(JsonObject line, Subject subject)
    {
        string Value(string key, string format = "0.00") => line[$"{key}_{subject.Name}"] is { } value ? ((double)value).ToString(format, CultureInfo.InvariantCulture) : "";
        double? Number(string key) => (double?)line[$"{key}_{subject.Name}"];
        string Pair(string first, string second, string format = "0.0") => Number(first) is null ? "" : $"{Value(first, format)} / {Value(second, format)}";
        string Over(string key) => Number(key) is { } rate && Number("raw_texts_per_s") is { } raw ? (rate / raw).ToString("0.00", CultureInfo.InvariantCulture) : "";
        string Row(string name, string of, string memory, string many, string one) =>
            $"| {name} | {many} | {one} | {Pair($"{of}_p50_ms", $"{of}_p99_ms")} | {Pair($"{of}_p50_ms_32", $"{of}_p99_ms_32")} | {Pair($"{memory}rss_idle_mb", $"{memory}rss_peak_mb", "0")} | {Value($"{memory}first_score_s")} |";
        string[] rows =
        [
            Row("**Reasonator**", "service", "", Value("service_over_raw"), Value("service_over_raw_one")),
            Row("transformers.js behind Node", "transformersjs", "transformersjs_", Over("transformersjs_texts_per_s"), Over("transformersjs_texts_per_s_one")),
            Row($"raw session loop, {Value("raw_texts_per_s", "0")} texts/s", "raw", "raw_", "1", "1"),
            .. Recorded.Of(subject).Select(r => string.Create(CultureInfo.InvariantCulture, $"| *recorded:* {r.Server} | {r.Many:0.00} | {r.One:0.00} | | | | |")),
        ];
        return $"{Head}\n{string.Join('\n', rows)}";
    }
}
