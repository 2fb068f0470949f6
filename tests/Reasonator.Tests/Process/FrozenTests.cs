using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class FrozenTests
{
    // Less than the stall limit.
    private const int Wait = 15;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frozen_process_comes_back_well_and_does_not_run_what_has_expired_meanwhile()
    {
        await using var service = ServiceProcess.Serve(Backlog.OneWorker);
        await service.ReadyAsync(Stop);
        // Seconds of work, by the service's own measure: most of it waits when the process is frozen.
        var backlog = await Backlog.FillAsync(service.Client, Wait, Stop);
        service.Freeze();
        var asked = backlog.Pending.ToList();
        // The deadline is one of the service's real clock, which goes on.
        using var deadline = new PeriodicTimer(TimeSpan.FromSeconds(Wait + 1));
        await deadline.WaitForNextTickAsync(Stop);
        service.Thaw();

        var answers = await Eventually.EndsAsync("every request is answered", Task.WhenAll(asked.Select(request => request.Answer)), Stop);
        var expired = asked.Zip(answers).Where(pair => pair.Second.StatusCode == HttpStatusCode.GatewayTimeout).ToList();
        Assert.NotEmpty(expired);
        await expired[^1].Second.ProblemAsync(504, "deadline-passed");
        var health = await (await service.ReadyAsync(Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("\"interactive\":0,", health);
        // The one that came last had all the others before it: it had not begun.
        var last = await (await service.Client.ScoreAsync([expired[^1].First.Texts[^1]], stop: Stop)).JsonAsync();
        Assert.False(last.GetProperty("results")[0].GetProperty("cached").GetBoolean());
    }
}
