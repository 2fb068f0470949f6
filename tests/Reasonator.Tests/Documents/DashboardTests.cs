using System.Text.Json;
using System.Text.RegularExpressions;
using Reasonator.Tests.Observability;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Documents;

/// <summary>docs/grafana/dashboard.json against what the service really tells.</summary>
public sealed partial class DashboardTests(FullScrape metrics) : IClassFixture<FullScrape>
{
    private static readonly JsonElement Dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs/grafana/dashboard.json"))).RootElement;

    private static readonly List<JsonElement> Panels = [.. Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row")];

    private static readonly List<JsonElement> Targets = [.. Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray())];

    private static IEnumerable<string> Expressions => Targets.Select(target => target.GetProperty("expr").GetString()!);

    [Fact]
    public async Task Every_name_and_label_exists_in_a_scrape()
    {
        var scrape = await metrics.ReadAsync(TestContext.Current.CancellationToken);

        Assert.True(Targets.Count > 30, $"{Targets.Count} expressions were found");
        Assert.All(Expressions, expression => Assert.Empty(PromQlCheck.Unknown(expression, scrape)));
    }

    [Fact]
    public async Task Every_metric_of_the_service_is_shown()
    {
        var scrape = await metrics.ReadAsync(TestContext.Current.CancellationToken);
        var shown = Expressions.SelectMany(expression => PromQl.Parse(expression).Selectors).Select(selector => HistogramEnding().Replace(selector.Metric, "")).ToHashSet();

        Assert.Empty(scrape.Families.Where(family => family != "target_info").Except(shown));
    }

    [Fact]
    public async Task Every_legend_names_labels_that_its_series_have()
    {
        var scrape = await metrics.ReadAsync(TestContext.Current.CancellationToken);
        foreach (var target in Targets)
        {
            var query = PromQl.Parse(target.GetProperty("expr").GetString()!);
            var labels = query.Labels.Count > 0
                ? query.Labels
                : [.. scrape.Samples.Where(sample => query.Selectors.Exists(selector => selector.Metric == sample.Name)).SelectMany(sample => sample.Labels.Keys), "instance"];
            Assert.Empty(LegendLabel().Matches(target.GetProperty("legendFormat").GetString()!).Select(label => label.Groups[1].Value).Except(labels));
        }
    }

    [Fact]
    public void Every_panel_says_what_it_shows_and_asks_the_datasource_that_was_chosen()
    {
        Assert.All(Panels.Concat(Targets), part => Assert.Equal("${datasource}", part.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.All(Panels, panel => Assert.False(string.IsNullOrEmpty(panel.GetProperty("title").GetString()) || string.IsNullOrEmpty(panel.GetProperty("description").GetString())));
        Assert.Equal(Panels.Count, Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(["datasource", "instance"], Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()));
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramEnding();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();
}
