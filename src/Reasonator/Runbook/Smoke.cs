using System.Net;
using System.Text.Json;

namespace Reasonator.Runbook;

/// <summary>Step 8: does the service do what it is for? Each check is made whatever became of the one before.</summary>
internal sealed class Smoke(ServiceClient service, TimeProvider time)
{
    public const string Headline = "Apple raises guidance after record quarter";
    public const string Label = "positive";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] HealthyKeys = ["status", "model_loaded", "model_sha", "queue_depth", "uptime_seconds", "version"];
    private static readonly string[] UnwellKeys = ["status", "model_loaded"];
    private readonly List<SmokeCheck> _checks = [];

    /// <param name="pin">The weights that must answer; null where nothing pins them.</param>
    /// <param name="token">The service token.</param>
    /// <param name="deadline">From the first question to green.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<SmokeCheck>> RunAsync(string? pin, string? token, TimeSpan deadline, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var first = await service.HealthAsync(stop);
        var health = first.Status == HttpStatusCode.OK ? first : await service.AwaitAsync(a => a.Status == HttpStatusCode.OK, deadline, Pause, stop);
        Check("health", health.Status == HttpStatusCode.OK, first.Status == HttpStatusCode.OK
            ? "200 at once: it was warm already"
            : $"{first.Summary}, then {health.Summary} after {time.GetElapsedTime(start).TotalSeconds:0} s");
        CheckKeys(first, health);
        var sha = health.Text("model_sha");
        Check("model_sha", sha is not null && (pin is null || sha == pin), pin is null ? $"{sha}, pinned by nobody" : sha == pin ? $"{sha}, as pinned" : $"{sha ?? "none"}, pinned {pin}");
        var head = await service.HeadAsync(stop);
        Check("head", head.Status == health.Status && head.Status != 0 && head.Body.Length == 0, $"{(int)head.Status}, {head.Body.Length} bytes");
        var stranger = await service.ScoreAsync(null, Headline, stop);
        Check("without a token", stranger.Status == HttpStatusCode.Unauthorized, $"{(int)stranger.Status}, wanted 401");
        await CheckScoreAsync(token, sha, stop);
        return _checks;
    }

    /// <summary>Of the last answer, and of a first one that said why it was not well yet.</summary>
    private void CheckKeys(ServiceAnswer first, ServiceAnswer health)
    {
        var (before, keys) = (Keys(first), Keys(health));
        var isRight = first.Status != HttpStatusCode.ServiceUnavailable || before.Length == 0 || before.SequenceEqual(UnwellKeys) || before.SequenceEqual(UnwellKeys.Append("reason"));
        Check("health keys", keys.SequenceEqual(HealthyKeys) && isRight, $"{string.Join(", ", keys)}{(isRight ? "" : $"; before that {string.Join(", ", before)}")}");
    }

    private static string[] Keys(ServiceAnswer answer) =>
        answer.Json.ValueKind == JsonValueKind.Object ? [.. answer.Json.EnumerateObject().Select(p => p.Name)] : [];

    private async Task CheckScoreAsync(string? token, string? sha, CancellationToken stop)
    {
        if (token is null)
        {
            Check("score", false, "no token: export RACK_SERVICE_TOKEN, or INFISICAL_TOKEN for the vault's");
            return;
        }

        var answer = await service.ScoreAsync(token, Headline, stop);
        if (answer.Status != HttpStatusCode.OK)
        {
            Check("score", false, $"{(int)answer.Status} {answer.Text("type")}");
            return;
        }

        var (label, sentiment) = First(answer.Json);
        var isSame = answer.Text("model_sha") == sha;
        Check("score", label == Label && isSame, label is null ? "200, but no score: something else answers" : $"{label}, sentiment {sentiment:0.00}, by the same weights as health: {(isSame ? "yes" : "no")}");
    }

    /// <summary>No label where the answer is not the service's.</summary>
    private static (string? Label, double Sentiment) First(JsonElement json)
    {
        try
        {
            var result = json.GetProperty("results")[0];
            return (result.GetProperty("label").GetString(), result.GetProperty("sentiment").GetDouble());
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return (null, 0);
        }
    }

    private void Check(string name, bool passed, string detail) => _checks.Add(new SmokeCheck(name, passed, detail));
}
