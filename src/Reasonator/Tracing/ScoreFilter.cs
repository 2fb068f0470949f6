using System.Globalization;
using Reasonator.Observability;
using Reasonator.Scoring;

namespace Reasonator.Tracing;

/// <summary>Which stored scores are wanted; what is null filters nothing.</summary>
internal sealed record ScoreFilter
{
    public const int DefaultLimit = 100;
    public const int MostLimit = 1000;

    public byte[]? TextSha256 { get; init; }

    public string? ModelSha { get; init; }

    public string? RequestId { get; init; }

    public bool? Stale { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The last one that is known already.</summary>
    public ScoreCursor? After { get; init; }

    /// <summary>Reads a query strictly: a typo that is ignored lists something else.</summary>
    public static ScoreFilter Read(IQueryCollection query, RequestFaults faults)
    {
        var filter = new ScoreFilter();
        foreach (var (name, values) in query)
        {
            if (values is [{ } value])
            {
                filter = filter.With(name, value, faults);
            }
            else
            {
                faults.Add(RequestFaults.Pointer("", name), "Give it once.");
            }
        }

        return filter;
    }

    private ScoreFilter With(string name, string value, RequestFaults faults)
    {
        switch (name)
        {
            case "text_sha256" when IsHash(value):
                return this with { TextSha256 = Convert.FromHexString(value) };
            case "model_sha" when IsHash(value):
                return this with { ModelSha = value.ToLowerInvariant() };
            case "request_id" when RequestIdMiddleware.IsId(value):
                return this with { RequestId = value };
            case "stale" when value is "true" or "false":
                return this with { Stale = value is "true" };
            case "limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit:
                return this with { Limit = limit };
            case "after" when ScoreCursor.TryParse(value, out var after):
                return this with { After = after };
            default:
                faults.Add(RequestFaults.Pointer("", name), Expected(name));
                return this;
        }
    }

    private static bool IsHash(string value) => value.Length == 64 && value.All(char.IsAsciiHexDigit);

    private static string Expected(string name) => name switch
    {
        "text_sha256" or "model_sha" => "Must be a SHA-256: 64 hex digits.",
        "request_id" => "Must be the X-Request-Id of an answer.",
        "stale" => "Must be true or false.",
        "limit" => $"Must be a number from 1 to {MostLimit}.",
        "after" => "Must be next of an earlier answer, or the id of a score.",
        _ => "Unknown parameter; known are text_sha256, model_sha, request_id, stale, limit and after.",
    };
}
