using System.Diagnostics;
using System.Text.RegularExpressions;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Documents;

/// <summary>What docs/runbook.md shows of each verb's output, against the output.</summary>
public sealed partial class RehearsalTests
{
    public static TheoryData<string, string[]> Rehearsals => [.. new Document("docs/runbook.md").Rehearsals.Select(rehearsal => (TheoryDataRow<string, string[]>)(rehearsal.Command, rehearsal.Printed))];

    [Theory]
    [MemberData(nameof(Rehearsals))]
    public async Task A_rehearsal_prints_what_the_runbook_shows_of_it(string command, string[] printed)
    {
        var lines = new Queue<string>(await RehearseAsync(command));

        Assert.NotEmpty(printed);
        foreach (var shown in printed.Where(line => line != "…"))
        {
            var pattern = $"^{Regex.Escape(shown).Replace("…", ".*")}$";
            Assert.True(Skip(lines, pattern), $"{command} does not print, or not in this place: {shown}");
        }
    }

    // Lines may be left out, but not exchanged.
    private static bool Skip(Queue<string> lines, string pattern)
    {
        while (lines.TryDequeue(out var line))
        {
            if (Regex.IsMatch(line.TrimEnd(), pattern))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<string[]> RehearseAsync(string command)
    {
        var start = new ProcessStartInfo(ServiceProcess.Binary, command.Split(' ')) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        ServiceProcess.Forget(start);
        foreach (var name in start.Environment.Keys.Where(name => Credential().IsMatch(name)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var output = await Eventually.EndsAsync($"the output of '{command}' ends", process.StandardOutput.ReadToEndAsync(stop), stop);
        await Eventually.EndsAsync($"'{command}' ends", process.WaitForExitAsync(stop), stop);
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n');
    }

    [GeneratedRegex("^(HEROKU|INFISICAL|CF_ACCESS|RACK)_|^(MODEL|FINBERT_MODEL_SHA)$")]
    private static partial Regex Credential();
}
