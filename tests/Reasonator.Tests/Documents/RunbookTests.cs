using System.CommandLine;
using System.Text.RegularExpressions;
using Reasonator.Ops;
using Reasonator.Runbook;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Documents;

/// <summary>The operators' pages against the program: commands that exist, files and links that are there.</summary>
public sealed partial class RunbookTests
{
    private static readonly RootCommand Program = ReasonatorCommand.Create(_ => Task.FromResult(0));

    public static TheoryData<string> Pages => ["docs/runbook.md", "docs/cost.md", "docs/incident.md"];

    private static Command Ops => Program.Subcommands.Single(command => command.Name == "ops");

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_is_one_that_the_program_takes(string page)
    {
        var commands = new Document(page).Commands.ToList();

        Assert.True(commands.Count > 0 || page == "docs/cost.md");
        Assert.All(commands, command => Assert.Empty(Program.Parse(command).Errors));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_verb_and_option_in_the_text_exists(string page)
    {
        foreach (var span in new Document(page).Spans.Where(span => VerbAtStart().IsMatch(span)))
        {
            var verb = VerbAtStart().Match(span).Groups["verb"].Value;
            var command = Program.Parse(verb).CommandResult.Command;

            Assert.Equal(verb.Split(' ')[^1], command.Name);
            Assert.All(OptionName().Matches(span), option => Assert.Contains(option.Value, command.Options.Select(known => known.Name)));
        }

        var all = Ops.Subcommands.SelectMany(command => command.Options).Select(option => option.Name).ToHashSet();
        Assert.All(new Document(page).Spans.Where(span => span.StartsWith("--", StringComparison.Ordinal)), span => Assert.Contains(span.Split(' ')[0], all));
    }

    [Fact]
    public void Every_verb_of_ops_is_rehearsed()
    {
        var rehearsed = new Document("docs/runbook.md").Rehearsals.Select(rehearsal => rehearsal.Command.Split(' ')[1]);

        Assert.Equal(Ops.Subcommands.Select(command => command.Name).Order(), rehearsed.Distinct().Order());
    }

    [Fact]
    public void The_steps_have_the_numbers_of_the_first_version()
    {
        var steps = Step().Matches(new Document("docs/runbook.md").Text).Select(step => step.Groups[1].Value);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], steps);
    }

    [Fact]
    public void Sixteen_conflicts_are_resolved() =>
        Assert.Equal(
            Enumerable.Range(1, 16).Select(number => $"{number}"),
            new Document("docs/runbook.md").Rows("## Sixteen conflicts of the first version, resolved").Where(row => row.Length == 4 && row.All(cell => cell.Length > 0)).Select(row => row[0]));

    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("docs/decisions/0016-ops-in-the-binary.md")]
    public void Every_file_and_every_link_leads_somewhere(string page)
    {
        var document = new Document(page);

        Assert.All(RepositoryPath().Matches(string.Join('\n', document.Code.Concat(document.Spans))).Select(path => path.Value).Where(path => !path.Contains("/bin/")), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
        Assert.All(document.Links.Select(link => link.Split('#')), link =>
        {
            var target = link[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(document.Folder, link[0]));
            Assert.True(File.Exists(target), target);
            Assert.True(link.Length == 1 || new Document(Path.GetRelativePath(Repository.Root, target)).Anchors.Contains(link[1]), string.Join('#', link));
        });
    }

    [Fact]
    public void The_totals_of_cost_are_those_of_the_price_list()
    {
        var (small, large) = (Prices.Database[AppSteps.SmallDatabase], Prices.Database[AppSteps.LargeDatabase]);
        var (eco, basic) = (Prices.EcoPool, Prices.Dyno["basic"]);
        decimal[][] totals =
        [
            [eco + small + small], [basic + basic + small + small],
            .. new[] { Prices.Dyno["standard-1x"] + small, Prices.Dyno["standard-1x"] + large, Prices.Dyno["standard-2x"] + large }.Select(prod => new[] { prod + small + eco, prod + small + basic }),
        ];

        var said = new Document("docs/cost.md").Rows("# What it costs a month").Take(totals.Length).Select(row => Bold().Matches(row[^1]).Select(match => decimal.Parse(match.Groups[1].Value)));
        Assert.Equal(totals, said);
    }

    [GeneratedRegex("^(reasonator )?(?<verb>ops( [a-z-]+)?|model [a-z]+|vault-health)(?= |$)")]
    private static partial Regex VerbAtStart();

    [GeneratedRegex("(?<= )--[a-z-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex("^##+ Step ([0-9]+) ", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex(@"(?<![\w/.])(\./)?(eng|src|docs|\.github)/[\w./-]*\w")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\*\*([0-9]+)\*\*")]
    private static partial Regex Bold();
}
