using System.Net;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

public sealed class ClockTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task A_wall_clock_that_jumps_changes_no_deadline_no_health_and_no_uptime(int days)
    {
        var clock = new JumpingClock();
        await using var app = new ReasonatorApp { Time = clock };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var waiting = client.ScoreAsync(["Sales fell sharply"], stop: Stop);
        var impatient = client.ScoreAsync(["Sales fell"], wait: 1, stop: Stop);

        await Eventually.TrueAsync("both texts wait", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 2, Stop);

        clock.Jump(days);

        var health = await client.GetAsync("/v1/health", Stop);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.InRange((await health.JsonAsync()).GetProperty("uptime_seconds").GetInt64(), 0, 600);
        clock.Advance(TimeSpan.FromSeconds(1));
        await (await impatient).ProblemAsync(504, "deadline-passed");
        app.Model.Open();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], (await Task.WhenAll(running, waiting)).Select(answer => answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Sales rose"], wait: 1, stop: Stop)).StatusCode);
    }
}
