using Reasonator.Tests.Observability;
using Reasonator.Tests.Service;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Reasonator.Tests.Documents;

/// <summary>docs/alerts.yml against what the service really tells, and against what docs/incident.md says to do.</summary>
public sealed class AlertTests(FullScrape metrics) : IClassFixture<FullScrape>
{
    private const string RunbookPrefix = "docs/incident.md#";

    private static readonly Document Incident = new("docs/incident.md");

    private static readonly List<Rule> Rules =
        [.. new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<RuleFile>(File.ReadAllText(Path.Combine(Repository.Root, "docs/alerts.yml"))).Groups.SelectMany(group => group.Rules)];

    [Fact]
    public async Task Every_name_and_label_exists_in_a_scrape()
    {
        var scrape = await metrics.ReadAsync(TestContext.Current.CancellationToken);

        Assert.True(Rules.Count >= 10, $"{Rules.Count} rules were found");
        Assert.All(Rules, rule => Assert.Empty(PromQlCheck.Unknown(rule.Expr, scrape)));
    }

    [Fact]
    public void Every_alert_says_what_it_is_how_bad_and_where_to_read_on()
    {
        Assert.Equal(Rules.Count, Rules.Select(rule => rule.Alert).Distinct().Count());
        Assert.All(Rules, rule =>
        {
            Assert.Equal(["description", "runbook", "summary"], rule.Annotations.Keys.Order(StringComparer.Ordinal));
            Assert.All(rule.Annotations.Values, text => Assert.NotEmpty(text.Trim()));
            Assert.Contains(rule.Labels["severity"], (string[])["page", "ticket", "info"]);
            Assert.StartsWith(RunbookPrefix, rule.Annotations["runbook"]);
            Assert.Contains(rule.Annotations["runbook"][RunbookPrefix.Length..], Incident.Anchors);
        });
    }

    [Fact]
    public void Every_alert_has_its_row_in_the_table_and_no_other_has()
    {
        var explained = Incident.Rows("## An alert fires").SelectMany(row => row[0].Split(", ")).Select(name => $"Reasonator{name.Trim('`')}");

        Assert.Equal(Rules.Select(rule => rule.Alert).Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    // A key that Prometheus does not have fails the reading.
    private sealed class RuleFile
    {
        public List<Group> Groups { get; set; } = [];
    }

    private sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    private sealed class Rule
    {
        public string Alert { get; set; } = "";

        public string Expr { get; set; } = "";

        public string For { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
