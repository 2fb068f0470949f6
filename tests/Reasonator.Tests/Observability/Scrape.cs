using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Reasonator.Tests.Observability;

/// <summary>An answer of <c>/metrics</c>, taken apart.</summary>
internal sealed partial class Scrape(string text)
{
    public string Text => text;

    /// <summary>Every sample, without the label that names the meter.</summary>
    public IReadOnlyList<Sample> Samples { get; } =
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(Read)];

    /// <summary>The names in the lines that tell the types: without a histogram's endings.</summary>
    public IReadOnlyList<string> Families { get; } = [.. Type().Matches(text).Select(type => type.Groups[1].Value)];

    /// <summary>The one sample, or the sum of those, that have these labels; null where there is none.</summary>
    public double? this[string name, params (string Label, string Value)[] labels] =>
        Samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value)).ToList() is { Count: > 0 } found
            ? found.Sum(sample => sample.Value)
            : null;

    /// <summary>
    /// Returns a scrape that is as wanted and stays so, and was begun after the first one that is. A scrape reads what is observed, such as
    /// refusals, before it reads what is counted, such as requests: in the first that has a request, its refusal may be missing.
    /// </summary>
    public static Task<Scrape> ReadAsync(
        HttpClient client, Func<Scrape, bool> wanted, CancellationToken stop, [CallerArgumentExpression(nameof(wanted))] string condition = "")
    {
        var (last, first) = ((Scrape?)null, (Scrape?)null);
        return Eventually.SeesAsync(
            $"/metrics is as wanted: {condition}",
            async () => last = new Scrape(await client.GetStringAsync("/metrics", stop)),
            scrape =>
            {
                first ??= wanted(scrape) ? scrape : null;
                // The exporter keeps an answer for a moment, and serves it again: the same one has the same count of itself.
                return first is not null && scrape.Scrapes > first.Scrapes && wanted(scrape);
            },
            stop,
            () => last?.Text ?? "");
    }

    /// <summary>Returns a scrape that has so many requests besides those to <c>/metrics</c>, and what came of them.</summary>
    public static Task<Scrape> CountedAsync(HttpClient client, int requests, CancellationToken stop) =>
        ReadAsync(client, scrape => scrape["reasonator_requests_total"] - scrape.Scrapes >= requests, stop, $"it has counted {requests} requests");

    private double Scrapes => this["reasonator_requests_total", ("route", "/metrics"), ("status", "200")] ?? 0;

    private static Sample Read(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, $"'{line}' is no sample");
        var labels = Label().Matches(match.Groups["labels"].Value).Where(label => label.Groups[1].Value != "otel_scope_name").ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
        return new Sample(match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value.Replace("+Inf", "Infinity"), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>(\w+="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""")]
    private static partial Regex Line();

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)["]""")]
    private static partial Regex Label();

    [GeneratedRegex("^# TYPE (\\S+) ", RegexOptions.Multiline)]
    private static partial Regex Type();
}

internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Which series it is of.</summary>
    public string Series => $"{Name}{{{string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}}}";
}
