using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class FrozenTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frozen_process_comes_back_well_and_does_not_run_what_has_expired_meanwhile()
    {
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        // Known costs: the first texts teach what a long one takes here.
        await service.Client.ScoreAsync(DrainTests.LongTexts(0), wait: 25, stop: Stop);
        var (first, second) = (DrainTests.LongTexts(1), DrainTests.LongTexts(2));
        var requests = new[] { first, second }.Select(texts => service.Client.ScoreAsync(texts, wait: 8, stop: Stop)).ToList();
        await service.HealthAsync((_, body) => DrainTests.Depth(body) > 32, Stop);

        service.Freeze();
        await Task.Delay(TimeSpan.FromSeconds(9), Stop);
        service.Thaw();

        var answers = await Task.WhenAll(requests);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.GatewayTimeout);
        foreach (var late in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await late.ProblemAsync(504, "deadline-passed");
        }

        var health = await (await service.ReadyAsync(Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Equal(0, DrainTests.Depth(health));
        var last = await (await service.Client.ScoreAsync([second[^1]], stop: Stop)).JsonAsync();
        Assert.False(last.GetProperty("results")[0].GetProperty("cached").GetBoolean());
    }
}
