using System.Globalization;
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

    /// <summary>Asks until the answer is as wanted: the exporter keeps one for a moment.</summary>
    public static async Task<Scrape> ReadAsync(HttpClient client, Func<Scrape, bool> wanted, CancellationToken stop)
    {
        while (true)
        {
            if (new Scrape(await client.GetStringAsync("/metrics", stop)) is var scrape && wanted(scrape))
            {
                return scrape;
            }

            await Task.Delay(20, stop);
        }
    }

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
