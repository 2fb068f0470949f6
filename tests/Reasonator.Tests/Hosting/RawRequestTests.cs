using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

/// <summary>Requests that are too large, lie about their length, or hide another request behind it.</summary>
public sealed class RawRequestTests : IAsyncDisposable
{
    private const string Body = """{"items":[{"text":"Profit rose"}]}""";

    // The end of the answers does not wait for the limit of an idle connection.
    private const string Closing = "Connection: close\r\n";

    private const string Hidden = "GET /v1/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private readonly ReasonatorApp _app = ImpatientApp.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1, 20_000, 431)]
    [InlineData(101, 10, 431)]
    [InlineData(1, 5_000, 200)]
    public async Task A_bomb_of_headers_is_refused_before_it_is_whole(int count, int length, int status)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('h', length)}\r\n"));

        Assert.Equal(status, Assert.Single(await AskAsync(RawCaller.Score($"{Closing}{headers}Content-Length: {Body.Length}\r\n\r\n{Body}"))));
    }

    [Fact]
    public async Task Ten_megabytes_of_headers_are_not_read()
    {
        var statuses = await AskAsync(RawCaller.Score(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"X-{i}: {new string('h', 100)}\r\n"))));

        // The connection is reset in the middle of them, and the answer may be lost in that.
        Assert.True(statuses is [] or [431], string.Join(", ", statuses));
    }

    [Fact]
    public async Task A_request_line_of_a_megabyte_is_refused() =>
        Assert.Equal(414, Assert.Single(await AskAsync($"GET /{new string('a', 1 << 20)} HTTP/1.1\r\nHost: x\r\n\r\n")));

    [Fact]
    public async Task A_body_in_chunks_without_an_end_is_413_as_soon_as_it_is_too_long()
    {
        var client = await _app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);
        await caller.SendAsync(RawCaller.Score("Transfer-Encoding: chunked\r\n\r\n"), Stop);

        var sending = SendForEverAsync(caller, $"10000\r\n{new string(' ', 0x10000)}\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await caller.ReadToCloseAsync(Stop));
        await Eventually.EndsAsync("the service takes no more bytes", sending, Stop);
        Assert.Empty(_app.Model.Ran);
    }

    [Theory]
    // Shorter than it says.
    [InlineData("Content-Length: 1000\r\n\r\n" + Body, 408)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ite\r\n", 408)]
    // No length, or more than one.
    [InlineData("Content-Length: -1\r\n\r\n" + Body, 400)]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n" + Body, 400)]
    [InlineData("Content-Length: 34\r\nContent-Length: 35\r\n\r\n" + Body, 400)]
    [InlineData("Content-Length: 34, 34\r\n\r\n" + Body, 400)]
    [InlineData("Content-Length: 0x22\r\n\r\n" + Body, 400)]
    // More than the service takes, said at once.
    [InlineData("Content-Length: 5000000\r\n\r\n" + Body, 413)]
    // Compressed.
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\u001f\u008b", 415)]
    public async Task A_body_that_is_not_what_its_headers_say_is_refused_and_nothing_runs(string rest, int status)
    {
        // Only what never comes waits for a limit.
        await using var app = ImpatientApp.Create(body: status == 408);

        Assert.Equal(status, Assert.Single(await AskAsync(app, RawCaller.Score(Closing + rest))));
        Assert.Empty(app.Model.Ran);
    }

    /// <summary>Forms from RFC 9112 part 6.3 and of those that proxies have disagreed about: one answer, or a refusal, never the hidden request's.</summary>
    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0;x=\n\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n00000000000000000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\n\r\n")]
    [InlineData("Content-Length: 0\u0000\r\n\r\n")]
    public async Task What_proxies_disagree_about_never_brings_a_second_answer_that_a_proxy_does_not_expect(string rest)
    {
        var statuses = await AskAsync(RawCaller.Score($"{rest}{Hidden}"));

        Assert.True(statuses is [400] or [501], string.Join(", ", statuses));
    }

    private Task<int[]> AskAsync(string request) => AskAsync(_app, request);

    private static async Task<int[]> AskAsync(ReasonatorApp app, string request)
    {
        var client = await app.ReadyAsync(Stop);
        using var caller = await RawCaller.ConnectAsync(client, Stop);
        var statuses = await caller.StatusesAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/live", Stop)).StatusCode);
        return statuses;
    }

    private static async Task SendForEverAsync(RawCaller caller, string chunk)
    {
        try
        {
            while (true)
            {
                await caller.SendAsync(chunk, Stop);
            }
        }
        catch (IOException)
        {
            // Closed by the service.
        }
    }
}
