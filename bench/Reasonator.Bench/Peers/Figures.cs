using System.Text.Json.Nodes;

namespace Reasonator.Bench.Peers;

/// <summary>What was measured as flat keys and numbers; null is what could not be measured.</summary>
internal static class Figures
{
    /// <summary>The keys that a reader may count on.</summary>
    public static readonly string[] Promised =
    [
        "service_over_raw_mini", "service_over_raw_base", "service_over_transformersjs_mini", "service_over_transformersjs_base",
        "rss_peak_mb_base", "ready_s_base", "commit", "machine", "model_sha_mini", "model_sha_base", "rounds", "quick",
    ];

    public static JsonObject Of(IEnumerable<Measured> all, Plan plan, string? noPeer)
    {
        var line = new JsonObject
        {
            ["commit"] = Place.Commit(),
            ["machine"] = Place.Machine(),
            ["load_average"] = Place.Load(),
            ["quick"] = plan.Quick,
            ["rounds"] = plan.Rounds,
            ["transformersjs_missing"] = noPeer,
        };
        foreach (var measured in all)
        {
            Add(line, measured);
        }

        return line;
    }

    private static void Add(JsonObject line, Measured m)
    {
        void Set(string key, JsonNode? value) => line[$"{key}_{m.Subject.Name}"] = value;
        void Number(string key, double? value) => Set(key, value is { } v && double.IsFinite(v) ? Math.Round(v, 3) : null);

        Number("service_over_raw", m.Median(r => r.Many.TextsPerSecond / r.Raw));
        Number("service_over_raw_one", m.Median(r => r.One.TextsPerSecond / r.Raw));
        Number("service_over_transformersjs", m.Median(r => r.Many.TextsPerSecond / r.PeerMany?.TextsPerSecond));
        Number("service_over_transformersjs_one", m.Median(r => r.One.TextsPerSecond / r.PeerOne?.TextsPerSecond));
        Number("raw_texts_per_s", m.Median(r => r.Raw));
        Number("service_texts_per_s", m.Median(r => r.Many.TextsPerSecond));
        Number("service_texts_per_s_one", m.Median(r => r.One.TextsPerSecond));
        Number("transformersjs_texts_per_s", m.Median(r => r.PeerMany?.TextsPerSecond));
        Number("transformersjs_texts_per_s_one", m.Median(r => r.PeerOne?.TextsPerSecond));
        foreach (var (name, idle, busy) in Samples)
        {
            Number($"{name}_p50_ms", m.Percentile(idle, 50));
            Number($"{name}_p99_ms", m.Percentile(idle, 99));
            Number($"{name}_p50_ms_32", m.Percentile(busy, 50));
            Number($"{name}_p99_ms_32", m.Percentile(busy, 99));
        }

        AddFootprint("", m.Service);
        Number("ready_s", m.Service.Ready);
        AddFootprint("raw_", m.Raw);
        AddFootprint("transformersjs_", m.Peer?.Footprint);
        Number("refused", m.Rounds.Sum(r => r.Many.Refused + r.One.Refused));
        Number("label_agreement", m.Peer?.Agreement);
        Set("transformersjs_setting", m.Peer?.Setting.ToString());
        Set("model_sha", m.Subject.Sha);

        void AddFootprint(string of, Footprint? footprint)
        {
            Number($"{of}first_score_s", footprint?.FirstScore);
            Number($"{of}rss_idle_mb", footprint?.Idle);
            Number($"{of}rss_peak_mb", footprint?.Peak);
        }
    }

    private static readonly (string Name, Func<Round, IEnumerable<double>> Idle, Func<Round, IEnumerable<double>> Busy)[] Samples =
    [
        ("service", r => r.Idle.Service, r => r.Many.Milliseconds),
        ("raw", r => r.Idle.Raw, _ => []),
        ("transformersjs", r => r.Idle.Peer, r => r.PeerMany?.Milliseconds ?? []),
    ];
}
