using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class FrozenTests
{
    private const int Patience = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frozen_process_comes_back_well_and_does_not_run_what_has_expired_meanwhile()
    {
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        var texts = DrainTests.LongTexts(0)[..16];
        var asked = service.Client.ScoreAsync(texts, wait: Patience, stop: Stop);
        for (var round = 1; !await FrozenAsync(service, asked); round++)
        {
            // Refused on a busy machine, or answered already on a fast one.
            texts = DrainTests.LongTexts(round)[..16];
            asked = service.Client.ScoreAsync(texts, wait: Patience, stop: Stop);
        }

        await Task.Delay(TimeSpan.FromSeconds(Patience + 1), Stop);
        service.Thaw();

        await (await asked).ProblemAsync(504, "deadline-passed");
        var health = await (await service.ReadyAsync(Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Equal(0, DrainTests.Depth(health));
        var last = await (await service.Client.ScoreAsync([texts[^1]], stop: Stop)).JsonAsync();
        Assert.False(last.GetProperty("results")[0].GetProperty("cached").GetBoolean());
    }

    /// <summary>Freezes the process while texts of the request wait; false when it was answered before.</summary>
    private static async Task<bool> FrozenAsync(ServiceProcess service, Task<HttpResponseMessage> asked)
    {
        await service.HealthAsync("health is as wanted", (_, body) => asked.IsCompleted || DrainTests.Depth(body) > 4, Stop);
        if (asked.IsCompleted)
        {
            return false;
        }

        service.Freeze();
        return true;
    }
}
