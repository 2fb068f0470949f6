using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Observability;

public sealed class ScannerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Paths_that_a_scanner_tries_leave_nothing_in_the_metrics()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        // What one unknown path and one unknown method leave, they all leave.
        await client.GetAsync("/scanned", Stop);
        await client.SendAsync(new HttpRequestMessage(new HttpMethod("SCAN"), "/v1/score"), Stop);
        var before = await SeriesAsync(client);

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/scanned-{i}.php?q={i}", Stop)).StatusCode);
            await client.SendAsync(new HttpRequestMessage(new HttpMethod($"SCAN{i}"), "/v1/score"), Stop);
        }

        var after = await SeriesAsync(client);
        Assert.DoesNotContain(after, series => series.Contains("scan", StringComparison.OrdinalIgnoreCase));
        Assert.InRange(after.Count - before.Count, 0, 20);
    }

    private static async Task<HashSet<string>> SeriesAsync(HttpClient client) =>
        [.. (await client.GetStringAsync("/metrics", Stop)).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0])];
}
