using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reasonator.Tests.Platform;

/// <summary>A part of a list: <c>Range: version ..; order=desc,max=10</c>, and 206 with Next-Range where there is more.</summary>
internal static partial class FakeRange
{
    private const int Page = 200;

    public static PlatformReply Of<T>(
        string? range, string property, IReadOnlyList<T> items, Func<T, long> key, Func<T, JsonNode> json)
    {
        var match = Pattern().Match(range ?? $"{property} ..");
        var (order, max) = Options(match.Groups["options"].Value);
        if (!match.Success || (match.Groups["property"].Value != property && match.Groups["property"].Value != "id") || max is < 1 or > 1000)
        {
            throw new PlatformRefusal(416, "requested_range_not_satisfiable", $"Range must be of {property} or id, with max from 1 to 1000.");
        }

        IEnumerable<T> sorted = order == "desc" ? items.OrderByDescending(key) : items.OrderBy(key);
        if (long.TryParse(match.Groups["after"].Value, CultureInfo.InvariantCulture, out var after))
        {
            sorted = sorted.SkipWhile(item => order == "desc" ? key(item) >= after : key(item) <= after);
        }

        var rest = sorted.ToList();
        var reply = PlatformReply.List(rest.Take(max), json);
        return rest.Count <= max ? reply : (reply with { Status = 206 }).WithHeader(
            "Next-Range", $"{property} ]{key(rest[max - 1])}..; order={order},max={max}");
    }

    private static (string Order, int Max) Options(string options)
    {
        var pairs = options.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(option => option.Split('=')).ToDictionary(pair => pair[0], pair => pair[^1]);
        return (pairs.GetValueOrDefault("order", "asc"),
            int.Parse(pairs.GetValueOrDefault("max", $"{Page}"), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(?<property>\w+) (\](?<after>\d+))?\.\.(; ?(?<options>.*))?$")]
    private static partial Regex Pattern();
}
