using System.Net;
using Reasonator.Observability;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class StandardOutputTests
{
    private const int ShortestLine = 40;

    // A pipe holds 16 pages (pipe(7)), the log's own queue so many lines: each request is a line, and 500 are lost at least.
    private static readonly int Requests = (16 * Environment.SystemPageSize / ShortestLine) + LogQueue.Capacity + 500;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipe_that_nobody_reads_holds_up_no_request_and_tells_its_loss_when_somebody_does()
    {
        await using var service = ServiceProcess.Serve(read: false);
        await service.ReadyAsync(Stop);

        await AskAsync(service, Requests);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit rose"], stop: Stop)).StatusCode);
        service.Read();
        await Eventually.SeesAsync(
            "the loss is told",
            async () =>
            {
                // Lines flow again, and each may be the one behind which the loss is told.
                await AskAsync(service, 1);
                return service.Output.Count(line => line.Contains("lines of this log were lost"));
            },
            notices => notices > 0,
            Stop);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_does_not_hold_up_the_end()
    {
        await using var service = ServiceProcess.Serve(read: false);
        await service.ReadyAsync(Stop);
        await AskAsync(service, Requests);

        service.Terminate();

        Assert.Equal(0, await service.ExitAsync(Stop));
    }

    [Fact]
    public async Task A_full_disk_behind_the_log_holds_up_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        await using var service = ServiceProcess.Serve(output: "/dev/full");
        await service.ReadyAsync(Stop);

        await AskAsync(service, 100);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit rose"], stop: Stop)).StatusCode);
        Assert.Empty(service.Output);
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync(Stop));
    }

    private static async Task AskAsync(ServiceProcess service, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/v1/live", Stop)).StatusCode);
        }
    }
}
