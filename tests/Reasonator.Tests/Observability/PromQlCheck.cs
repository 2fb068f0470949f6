using System.Text.RegularExpressions;

namespace Reasonator.Tests.Observability;

/// <summary>What an expression names that the service does not have.</summary>
internal static class PromQlCheck
{
    // Prometheus adds these to what it scrapes, and makes the one series of its own.
    private static readonly HashSet<string> Added = ["job", "instance"];
    private const string MadeByPrometheus = "up";

    public static List<string> Unknown(string expression, Scrape scrape)
    {
        var query = PromQl.Parse(expression);
        var ofMetrics = query.Selectors.SelectMany(selector => Named(selector, scrape)).SelectMany(sample => sample.Labels.Keys).ToHashSet();
        return
        [
            .. query.Selectors.SelectMany(selector => Unknown(selector, scrape)),
            .. query.Labels.Where(label => !Added.Contains(label) && !ofMetrics.Contains(label)).Select(label => $"no label {label}"),
        ];
    }

    private static List<string> Unknown(Selector selector, Scrape scrape)
    {
        var matchers = selector.Matchers.Where(matcher => !Added.Contains(matcher.Label)).ToList();
        var series = Named(selector, scrape);
        if (series.Count == 0 && selector.Metric != MadeByPrometheus)
        {
            return [$"no metric {selector.Metric}"];
        }

        var unknown = matchers.SelectMany(matcher => Values(matcher)
            .Where(value => !series.Any(sample => sample.Labels.TryGetValue(matcher.Label, out var has) && Regex.IsMatch(has, $"^(?:{value})$")))
            .Select(value => $"no {selector.Metric} with {matcher.Label} {value}")).ToList();
        return unknown.Count == 0 && matchers.Count > 0 && !series.Any(sample => matchers.TrueForAll(matcher => IsTrue(matcher, sample)))
            ? [$"no {selector.Metric} with all its labels at once"]
            : unknown;
    }

    /// <summary>Each value that a matcher names, as a pattern; one that is excluded must exist as well, or excludes nothing.</summary>
    private static string[] Values(Matcher matcher) => matcher.Operator.EndsWith('~') ? matcher.Value.Split('|') : [Regex.Escape(matcher.Value)];

    private static bool IsTrue(Matcher matcher, Sample sample) =>
        Values(matcher).Any(value => Regex.IsMatch(sample.Labels.GetValueOrDefault(matcher.Label, ""), $"^(?:{value})$")) != matcher.Operator.StartsWith('!');

    private static List<Sample> Named(Selector selector, Scrape scrape) => [.. scrape.Samples.Where(sample => sample.Name == selector.Metric)];
}
