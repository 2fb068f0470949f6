using System.Text.Json.Nodes;

namespace Reasonator.Bench.Peers;

/// <summary>What was measured of a model as flat keys and numbers that end with its name; null is what could not be measured.</summary>
internal sealed class Figures(JsonObject line, Measured measured)
{
    /// <summary>The keys that a reader may count on.</summary>
    public static readonly string[] Promised =
    [
        "service_over_raw_mini", "service_over_raw_base", "service_over_transformersjs_mini", "service_over_transformersjs_base",
        "rss_peak_mb_base", "ready_s_base", "commit", "machine", "model_sha_mini", "model_sha_base", "rounds_mini", "rounds_base", "quick",
    ];

    public static JsonObject Of(IEnumerable<Measured> all, Plan plan, string? noPeer)
    {
        var line = new JsonObject
        {
            ["commit"] = Place.Commit(),
            ["machine"] = Place.Machine(),
            ["load_average"] = Place.Load(),
            ["quick"] = plan.Quick,
            ["rounds_mini"] = plan.MiniRounds,
            ["rounds_base"] = plan.BaseRounds,
            ["transformersjs_missing"] = noPeer,
        };
        foreach (var measured in all)
        {
            new Figures(line, measured).Add();
        }

        return line;
    }

    private void Add()
    {
        Set("model_sha", measured.Subject.Sha);
        Number("raw_texts_per_s", measured.Median(r => r.Raw));
        AddLoops("service", r => r.Many, r => r.One, r => r.Idle.Service);
        Number("service_refused", measured.Compared.Rounds.Sum(r => r.Many.Refused + r.One.Refused));
        Number("raw_p50_ms", measured.Percentile(r => r.Idle.Raw, 50));
        Number("raw_p99_ms", measured.Percentile(r => r.Idle.Raw, 99));
        Array.ForEach(PeerKind.All, AddPeer);
        Number("label_agreement", measured.Compared.Agreement);
        Number("ready_s", measured.Service.Ready);
        AddFootprint("", measured.Service);
        AddFootprint("raw_", measured.Raw);
    }

    private void AddPeer(PeerKind kind)
    {
        var setting = measured.Compared.Settings.GetValueOrDefault(kind);
        Set($"{kind.Key}_setting", setting?.ToString());
        AddLoops(kind.Key, Many, kind == PeerKind.OneProcess ? r => r.PeerOne : _ => null, kind == PeerKind.OneProcess ? r => r.Idle.Peer : _ => []);
        Number($"service_over_{kind.Key}", measured.Median(r => r.Many.TextsPerSecond / Many(r)?.TextsPerSecond));
        if (kind == PeerKind.OneProcess)
        {
            Number($"service_over_{kind.Key}_one", measured.Median(r => r.One.TextsPerSecond / r.PeerOne?.TextsPerSecond));
        }

        AddFootprint($"{kind.Key}_", setting is null ? null : measured.Peers.GetValueOrDefault(setting));

        Loop? Many(Round round) => setting is null ? null : round.PeersMany[setting];
    }

    private void AddLoops(string who, Func<Round, Loop?> many, Func<Round, Loop?> one, Func<Round, IEnumerable<double>> idle)
    {
        Number($"{who}_over_raw", measured.Median(r => many(r)?.TextsPerSecond / r.Raw));
        Number($"{who}_over_raw_one", measured.Median(r => one(r)?.TextsPerSecond / r.Raw));
        Number($"{who}_texts_per_s", measured.Median(r => many(r)?.TextsPerSecond));
        Number($"{who}_p50_ms", measured.Percentile(idle, 50));
        Number($"{who}_p99_ms", measured.Percentile(idle, 99));
        Number($"{who}_p50_ms_32", measured.Percentile(r => many(r)?.Milliseconds ?? [], 50));
        Number($"{who}_p99_ms_32", measured.Percentile(r => many(r)?.Milliseconds ?? [], 99));
    }

    private void AddFootprint(string of, Footprint? footprint)
    {
        Number($"{of}first_score_s", footprint?.FirstScore);
        Number($"{of}rss_idle_mb", footprint?.Idle);
        Number($"{of}rss_peak_mb", footprint?.Peak);
    }

    private void Number(string key, double? value) => Set(key, value is { } v && double.IsFinite(v) ? Math.Round(v, 3) : null);

    private void Set(string key, JsonNode? value) => line[$"{key}_{measured.Subject.Name}"] = value;
}
