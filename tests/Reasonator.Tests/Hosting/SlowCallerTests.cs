using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

/// <summary>Callers who send a byte now and then, or nothing any more. To the service a caller who vanished without a FIN is one who says nothing.</summary>
public sealed class SlowCallerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_patience_with_slow_callers_and_the_room_for_connections_are_those_of_the_decision()
    {
        await using var app = new ReasonatorApp();
        await app.ReadyAsync(Stop);

        var limits = app.Get<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(TimeSpan.FromSeconds(10), limits.RequestHeadersTimeout);
        Assert.Equal(TimeSpan.FromSeconds(130), limits.KeepAliveTimeout);
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
        Assert.Equal(12_000, limits.MaxConcurrentConnections);
        Assert.Equal((16 << 10, 64 << 10), (limits.MaxRequestHeadersTotalSize, limits.MaxRequestBufferSize));
    }

    [Fact]
    public async Task Headers_that_dribble_are_408_however_long_the_caller_goes_on()
    {
        await using var app = ImpatientApp.Create(headers: true);
        var client = await app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);
        await caller.SendAsync("POST /v1/score HTTP/1.1\r\nHost: x\r\nX-Slow: ", Stop);

        var dribbling = DribbleAsync(caller);

        Assert.StartsWith("HTTP/1.1 408 ", await caller.ReadToCloseAsync(Stop));
        await Eventually.EndsAsync("the service takes no more bytes", dribbling, Stop);
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Profit rose"], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_dribbles_is_408_and_takes_no_place_in_the_queue()
    {
        await using var app = ImpatientApp.Create(body: true);
        var client = await app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);
        await caller.SendAsync(RawCaller.Score("Content-Length: 100000\r\n\r\n{"), Stop);

        var dribbling = DribbleAsync(caller);

        var answer = await caller.ReadToCloseAsync(Stop);
        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("urn:reasonator:too-slow", answer);
        await Eventually.EndsAsync("the service takes no more bytes", dribbling, Stop);
        Assert.Empty(app.Model.Ran);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /v1/live HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /v1/sc")]
    public async Task A_connection_on_which_nothing_comes_any_more_is_given_up(string before)
    {
        await using var app = ImpatientApp.Create(headers: true, idle: true);
        var client = await app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);

        // Ends only when the service closes it.
        await caller.StatusesAsync(before, Stop);
    }

    /// <summary>A byte every 50 ms until nobody takes it any more.</summary>
    private static async Task DribbleAsync(RawCaller caller)
    {
        // A pace: the bytes must come one by one.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await pace.WaitForNextTickAsync(Stop))
            {
                await caller.SendAsync("a", Stop);
            }
        }
        catch (IOException)
        {
            // Closed by the service.
        }
    }
}
