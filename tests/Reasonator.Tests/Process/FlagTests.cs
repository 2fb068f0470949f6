using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class FlagTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FLAG_REASONATOR_0_stops_nothing_and_is_shown()
    {
        await using var service = ServiceProcess.Serve(new Dictionary<string, string> { ["FLAG_REASONATOR"] = "0" });
        await service.ReadyAsync(Stop);

        var score = await service.Client.ScoreAsync(["Apple raises guidance after record quarter"], stop: Stop);
        var info = await (await service.Client.GetAsync("/v1/info", Stop)).JsonAsync();

        Assert.Equal(HttpStatusCode.OK, score.StatusCode);
        Assert.Equal("positive", (await score.JsonAsync()).GetProperty("results")[0].GetProperty("label").GetString());
        Assert.Equal("0", info.GetProperty("flag").GetString());
    }
}
