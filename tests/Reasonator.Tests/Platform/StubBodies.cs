using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>The service's answers, key by key in the contract's order.</summary>
internal static class StubBodies
{
    public static JsonObject WarmingUp => new() { ["status"] = "warming_up", ["model_loaded"] = false };

    public static JsonObject Red => new() { ["status"] = "failed", ["model_loaded"] = false, ["reason"] = "the model file has another hash" };

    public static JsonObject Well(StubDyno dyno, FakeSlug slug, long uptime) => new()
    {
        ["status"] = "ok",
        ["model_loaded"] = true,
        ["model_sha"] = dyno.ModelSha(slug),
        ["queue_depth"] = Depth(dyno),
        ["uptime_seconds"] = uptime,
        ["version"] = dyno.Version(slug),
    };

    public static JsonObject Info(StubDyno dyno, FakeApp app, FakeSlug slug, long uptime) => new()
    {
        ["status"] = dyno.IsRed(slug) ? "failed" : "ok",
        ["version"] = dyno.Version(slug),
        ["commit"] = slug.Commit,
        ["environment"] = app.ConfigVars.GetValueOrDefault("ENV", "development"),
        ["flag"] = app.ConfigVars.GetValueOrDefault("FLAG_REASONATOR"),
        ["uptime_seconds"] = uptime,
        ["model"] = new JsonObject { ["name"] = "finbert-mini", ["sha"] = dyno.ModelSha(slug) },
        ["queue_depth"] = Depth(dyno),
    };

    /// <summary>Everything is good news.</summary>
    public static JsonObject Scores(StubDyno dyno, FakeSlug slug, string request) => new()
    {
        ["model"] = "finbert-mini",
        ["model_sha"] = dyno.ModelSha(slug),
        ["fingerprint"] = "0123456789abcdef",
        ["results"] = new JsonArray([.. JsonNode.Parse(request)!["items"]!.AsArray().Select((item, index) => new JsonObject
        {
            ["id"] = (string?)item!["id"] ?? $"{index}",
            ["label"] = "positive",
            ["sentiment"] = 0.91,
            ["scores"] = new JsonObject { ["positive"] = 0.93, ["negative"] = 0.02, ["neutral"] = 0.05 },
            ["tokens"] = 11,
            ["truncated"] = false,
            ["cached"] = false,
        })]),
    };

    private static JsonObject Depth(StubDyno dyno) => new() { ["interactive"] = dyno.QueueDepth, ["batch"] = 0 };
}
