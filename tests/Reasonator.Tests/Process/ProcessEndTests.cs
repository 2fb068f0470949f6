using Reasonator.Ops;

namespace Reasonator.Tests.Process;

public sealed class ProcessEndTests
{
    [Fact]
    public async Task A_process_whose_run_hangs_waits_for_nothing_that_runs_at_exit()
    {
        var hook = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(ProcessEndTests).Assembly.Location };
        await using var process = ServiceProcess.Start(["--version"], hook);

        Assert.Equal(ReasonatorCommand.Hung, await process.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Empty(process.Output);
    }
}
