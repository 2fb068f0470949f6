using Reasonator.Inference.Runtime;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

public sealed class ResidentMemoryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_releases_its_memory_once()
    {
        await using var app = new ReasonatorApp();
        await app.ReadyAsync(Stop);
        var memory = (KeptMemory)app.Get<ResidentMemory>();

        await Eventually.TrueAsync("the start's memory is released", () => memory.Starts > 0, Stop);

        Assert.Equal((1, 0), (memory.Starts, memory.Trims));
    }
}
