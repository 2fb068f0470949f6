using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reasonator.Security;
using Reasonator.Tests.Observability;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Security;

public sealed class FailedTokensTests
{
    private readonly CountingClock _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 100)]
    [InlineData(7, 200)]
    [InlineData(11, 3200)]
    [InlineData(12, 5000)]
    [InlineData(100_000, 5000)]
    public void Each_failure_after_the_fifth_waits_twice_as_long_up_to_five_seconds(double failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), FailedTokens.Delay(failures));

    [Fact]
    public async Task A_wrong_token_is_kept_waiting_and_a_right_one_from_the_same_address_is_not()
    {
        await using var app = App();
        var client = await app.ReadyAsync(Stop);
        await FailAtOnceAsync(client);
        var slow = WrongAsync(client);
        await WaitingAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/info", Stop)).StatusCode);
        Assert.False(slow.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        await (await slow).ProblemAsync(401, "unauthorized");
    }

    [Fact]
    public async Task One_failure_is_forgiven_every_ten_seconds()
    {
        await using var app = App();
        var client = await app.ReadyAsync(Stop);
        await FailAtOnceAsync(client);
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(HttpStatusCode.Unauthorized, (await WrongAsync(client)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WrongAsync(client)).StatusCode);
        var third = WrongAsync(client);
        await WaitingAsync();
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task More_than_may_wait_are_cut_off()
    {
        await using var app = App();
        var client = await app.ReadyAsync(Stop);
        await FailAtOnceAsync(client);
        var waiting = Enumerable.Range(0, FailedTokens.MostWaiting).Select(_ => WrongAsync(client)).ToList();
        await WaitingAsync(FailedTokens.MostWaiting);

        await Assert.ThrowsAsync<HttpRequestException>(() => WrongAsync(client));
        Assert.DoesNotContain(waiting, answer => answer.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/info", Stop)).StatusCode);
        // Nobody got its answer, and still it is counted as what it was.
        await Scrape.ReadAsync(client, metrics => metrics["reasonator_logins_failed_total"] == FailedTokens.Free + 1, Stop);

        // Once they are answered there is room again.
        _time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(waiting);
        var next = WrongAsync(client);
        await WaitingAsync(FailedTokens.MostWaiting + 1);
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_stop_waits_for_nobody_who_failed()
    {
        await using var app = App();
        var client = await app.ReadyAsync(Stop);
        await FailAtOnceAsync(client);
        var slow = WrongAsync(client);
        await WaitingAsync();

        app.Get<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HttpStatusCode.Unauthorized, (await slow).StatusCode);
    }

    [Fact]
    public async Task Addresses_are_told_apart_until_there_are_too_many_of_them()
    {
        await using var app = App();
        var failed = app.Get<FailedTokens>();
        for (var i = 0; i < 1024; i++)
        {
            Assert.True(await failed.SlowAsync(From($"10.0.{i / 256}.{i % 256}")));
        }

        for (var i = 0; i < FailedTokens.Free; i++)
        {
            Assert.True(await failed.SlowAsync(From($"10.1.0.{i}")));
        }

        Assert.False(failed.SlowAsync(From("10.2.0.0")).IsCompleted);
        // Who is known is counted alone as before.
        Assert.True(await failed.SlowAsync(From("10.0.0.1")));
        // Forgotten once forgiven, so that there is room again.
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await failed.SlowAsync(From("10.3.0.0")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", true)]
    public async Task A_subscriber_is_one_whatever_its_address_looks_like(string first, string second, bool answered)
    {
        await using var app = App();
        var failed = app.Get<FailedTokens>();
        for (var i = 0; i < FailedTokens.Free; i++)
        {
            Assert.True(await failed.SlowAsync(From(first)));
        }

        Assert.Equal(answered, failed.SlowAsync(From(second)).IsCompleted);
    }

    private static DefaultHttpContext From(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private static async Task FailAtOnceAsync(HttpClient client)
    {
        for (var i = 0; i < FailedTokens.Free; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await WrongAsync(client)).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> WrongAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/info");
        request.Headers.Authorization = new("Bearer", "wrong");
        return client.SendAsync(request, Stop);
    }

    private Task WaitingAsync(int answers = 1) =>
        Eventually.TrueAsync($"{answers} answers have been kept waiting", () => _time.Timers >= answers, Stop, () => $"{_time.Timers}");

    private ReasonatorApp App() => new()
    {
        Replacing = services => services.AddSingleton<FailedTokens>(provider => new FailedTokens(_time, provider.GetRequiredService<IHostApplicationLifetime>())),
    };
}
