using System.Diagnostics;

namespace Reasonator.Tests.Running;

/// <summary>The time limit of each test and what the runner shows, on sample tests in a process of their own.</summary>
public sealed class TimeLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_that_runs_past_its_limit_fails_by_name_with_the_stacks_and_the_others_go_on()
    {
        var (code, output) = await RunAsync(nameof(Samples.Waits_for_its_token_for_ever), nameof(Samples.Says_something_and_passes));

        Assert.Equal(1, code);
        Assert.Contains("Samples.Waits_for_its_token_for_ever [FAIL]", output);
        Assert.Contains("ran past its limit of 2 s", output);
        Assert.Contains("Stacks of process", output);
        Assert.Contains("LimitedTest.Watch", output);
        Assert.Contains("Total: 2, Errors: 0, Failed: 1", output);
    }

    [Fact]
    public async Task So_does_one_that_ends_well_after_its_token_was_cancelled()
    {
        var (code, output) = await RunAsync(nameof(Samples.Swallows_the_end_of_its_token));

        Assert.Equal(1, code);
        Assert.Contains("ran past its limit of 2 s", output);
    }

    [Theory]
    [InlineData(nameof(Samples.Waits_for_nothing_for_ever))]
    [InlineData(nameof(Samples.Blocks_its_thread_for_ever))]
    public async Task One_that_does_not_end_then_ends_the_suite_which_names_it(string name)
    {
        var (code, output) = await RunAsync(name);

        Assert.Equal(TimeLimitAttribute.Hung, code);
        Assert.Contains($"Samples.{name} did not end 2 s after its limit of 2 s. The suite ends here.", output);
        Assert.Contains("Stacks of process", output);
    }

    [Fact]
    public async Task What_a_dead_process_ran_is_left_in_a_file()
    {
        var file = Path.GetTempFileName();

        var (code, _) = await RunAsync([nameof(Samples.Ends_the_process)], file);

        Assert.NotEqual(0, code);
        Assert.EndsWith("Samples.Ends_the_process", Assert.Single(await File.ReadAllLinesAsync(file, Stop)));
        File.Delete(file);
    }

    [Fact]
    public async Task The_lines_of_a_test_are_shown_when_it_fails_and_only_then()
    {
        var (code, output) = await RunAsync(nameof(Samples.Says_something_and_fails), nameof(Samples.Says_something_and_passes));

        Assert.Equal(1, code);
        Assert.Contains("a line of the test that fails", output);
        Assert.DoesNotContain("a line of the test that passes", output);
    }

    private static Task<(int Code, string Output)> RunAsync(params string[] tests) => RunAsync(tests, running: null);

    private static async Task<(int Code, string Output)> RunAsync(string[] tests, string? running)
    {
        string[] arguments = ["-reporter", "progress", "-noColor", "-noAutoReporters", "-explicit", "only", .. tests.SelectMany(test => new[] { "-method", $"{typeof(Samples).FullName}.{test}" })];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[TimeLimitAttribute.Variable] = "2";
        start.Environment[ProgressHandler.RunningVariable] = running;
        // A dump of a process that was meant to die is of no use.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await Eventually.EndsAsync($"the run of {string.Join(", ", tests)} ends", process.WaitForExitAsync(Stop), Stop);
        return (process.ExitCode, await output + await errors);
    }
}
