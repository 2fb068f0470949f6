using System.Diagnostics;
using System.Text.RegularExpressions;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Workflows;

/// <summary>What actionlint does not ask of a workflow.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, ".github", "workflows");

    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file))];

    [Fact]
    public void Three_workflows_are_there() =>
        Assert.Equal(["ci.yml", "deploy-rack.yml", "rack-keep-alive.yml"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_commit_and_says_its_version(string workflow)
    {
        var uses = Lines(workflow).Where(line => line.Contains("uses:")).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(@"^ +(- )?uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));
        Assert.All(
            uses.Select(line => line.Split('@')[^1]).Distinct(),
            pin => Assert.All(Pins().Where(other => other.Split(' ')[0] == pin.Split(' ')[0]), other => Assert.Equal(pin, other)));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Permissions_are_read_only_except_for_the_issues_of_one_job(string workflow)
    {
        var text = string.Join('\n', Lines(workflow));

        Assert.Contains("\npermissions:\n  contents: read\n\n", text);
        Assert.Equal(workflow == "ci.yml" ? 0 : 1, Regex.Count(text, "issues: write"));
        Assert.Equal(Regex.Count(text, ": write"), Regex.Count(text, "issues: write"));
        Assert.DoesNotContain("write-all", text);
        Assert.Equal(Regex.Count(text, "actions/checkout@"), Regex.Count(text, "persist-credentials: false"));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_run_block_has_an_expression_in_it(string workflow)
    {
        // Not of secrets (the line is printed) nor of events (their texts are strangers'): all come by env.
        Assert.All(RunBlocks(Lines(workflow)), line => Assert.DoesNotContain("${{", line));
    }

    [Fact]
    public void A_run_block_is_read_to_its_end() =>
        Assert.Equal(["|", "a", "b", "c"], RunBlocks(["  - run: |", "      a", "", "        b", "    env:", "      x: y", "  - name: z", "    run: c"]).Select(line => line.Trim()).Where(line => line != ""));

    [Fact]
    public void The_schedule_is_within_market_hours_and_off_the_full_hour()
    {
        var cron = Assert.Single(Lines("rack-keep-alive.yml"), line => line.Contains("cron:"));

        Assert.Equal("""- cron: "7-57/10 13-21 * * 1-5" """.Trim(), cron.Trim());
    }

    [Fact]
    public void Deploys_of_an_environment_wait_for_each_other_and_prod_waits_for_staging()
    {
        var text = string.Join('\n', Lines("deploy-rack.yml"));

        foreach (var environment in new[] { "staging", "prod" })
        {
            Assert.Contains($"    environment: {environment}\n    concurrency:\n      group: rack-{environment}\n      cancel-in-progress: false\n", text);
            Assert.Contains($"- run: src/Reasonator/bin/publish/Reasonator ops deploy --env {environment} --require-scoped-key\n", text);
            Assert.Contains($"- run: src/Reasonator/bin/publish/Reasonator ops smoke --env {environment}\n", text);
        }

        Assert.Contains("\n  prod:\n    needs: staging\n", text);
    }

    [Fact]
    public async Task Every_script_is_executable_in_git()
    {
        Installed.Require("git");
        // The folder may be another user's, and the tests may run within a hook of git's.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "--stage"]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var git = System.Diagnostics.Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var files = (await Eventually.EndsAsync("git ends", git.StandardOutput.ReadToEndAsync(stop), stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var scripts = files.Where(file => File.ReadLines(Path.Combine(Repository.Root, file.Split('\t')[1])).FirstOrDefault()?.StartsWith("#!") == true).ToList();

        Assert.Contains(scripts, file => file.EndsWith("eng/keep-alive/keep-alive"));
        Assert.All(scripts, file => Assert.StartsWith("100755", file));
    }

    private static IEnumerable<string> Pins() => Directory.GetFiles(Folder).SelectMany(File.ReadLines).Where(line => line.Contains("uses:")).Select(line => line.Split('@')[^1]);

    private static string[] Lines(string workflow) => File.ReadAllLines(Path.Combine(Folder, workflow));

    private static IEnumerable<string> RunBlocks(IEnumerable<string> lines)
    {
        int? depth = null;
        foreach (var line in lines)
        {
            var run = RunLine().Match(line);
            if (run.Success)
            {
                depth = run.Groups["before"].Length;
                yield return line[run.Length..];
            }
            else if (depth is { } column && (line.Trim() == "" || line.TakeWhile(c => c == ' ').Count() > column))
            {
                yield return line;
            }
            else
            {
                depth = null;
            }
        }
    }

    [GeneratedRegex("^(?<before> *(- )?)run: *")]
    private static partial Regex RunLine();
}
