using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.OperatorConsole;
using Reasonator.Pipeline;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Observability;
using Reasonator.Tests.Service;
using Reasonator.Tests.Tracing;
using Reasonator.Vault;

namespace Reasonator.Tests.OperatorConsole;

public sealed class WatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_comes_at_once_and_then_one_a_second()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = new ReasonatorApp { Time = time };
        var client = await app.ReadyAsync(Stop);
        using var watcher = await Watcher.OpenAsync(client, Stop);
        Assert.Equal("application/x-ndjson", watcher.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", watcher.Response.Headers.CacheControl?.ToString());

        var first = (await watcher.NextAsync(Stop))!.Value;
        var next = watcher.NextAsync(Stop);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = (await next)!.Value;

        Assert.Equal(1, second.GetProperty("uptime_seconds").GetDouble() - first.GetProperty("uptime_seconds").GetDouble(), 3);
        Assert.Equal(("ok", "passed", app.Sha), (first.Word("status"), first.Word("self_test"), first.GetProperty("model").Word("sha")));
        // It cannot change: once is enough.
        Assert.False(second.TryGetProperty("model", out _));
    }

    [Fact]
    public async Task What_was_scored_is_told_once_and_never_its_text()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-7");
        await client.ScoreAsync(["canary profit", "canary loss"], stop: Stop);
        await client.ScoreAsync(["canary profit"], stop: Stop);
        using var watcher = await Watcher.OpenAsync(client, Stop);

        var first = (await watcher.NextAsync(Stop))!.Value;
        await client.ScoreAsync(["canary sales"], stop: Stop);
        var second = (await Eventually.SeesAsync(
            "a line tells an event", () => watcher.NextAsync(Stop), line => line!.Value.GetProperty("events").GetArrayLength() > 0, Stop))!.Value;

        Assert.Equal(
            [(1, "canary profit", false), (2, "canary loss", false), (3, "canary profit", true)],
            first.GetProperty("events").EnumerateArray().Select(e => (e.GetProperty("number").GetInt32(), Text(e), e.GetProperty("cached").GetBoolean())));
        Assert.Equal((4, "canary sales"), (second.GetProperty("events")[0].GetProperty("number").GetInt32(), Text(second.GetProperty("events")[0])));
        Assert.All(first.GetProperty("events").EnumerateArray(), e => Assert.Equal(("raptor-7", "service", 12), (e.Word("request_id"), e.Word("caller"), e.Word("text").Length)));
        Assert.DoesNotContain("canary", first.GetRawText() + second.GetRawText(), StringComparison.Ordinal);

        static string Text(JsonElement e) => ((string[])["canary profit", "canary loss", "canary sales"]).Single(text => ScoreRequests.Hash(text).StartsWith(e.Word("text"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_queue_is_told_as_it_is()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = new ReasonatorApp { Time = time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["first"], stop: Stop);
        await app.Model.Entered(Stop);
        var waiting = client.ScoreAsync(["second", "third"], stop: Stop);
        await Eventually.TrueAsync("two texts wait", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 2, Stop);

        time.Advance(TimeSpan.FromMilliseconds(1500));
        var line = await OneAsync(client);

        Assert.Equal((2, 1500), (line.GetProperty("interactive").GetProperty("depth").GetInt32(), line.GetProperty("interactive").GetProperty("oldest_wait").GetDouble()));
        Assert.Equal((0, 0), (line.GetProperty("batch").GetProperty("depth").GetInt32(), line.GetProperty("batch").GetProperty("oldest_wait").GetDouble()));
        app.Model.Open();
        await Task.WhenAll(running, waiting);
        Assert.Equal(0, (await OneAsync(client)).GetProperty("interactive").GetProperty("oldest_wait").GetDouble());
    }

    [Fact]
    public async Task A_failed_model_is_told_with_its_reason()
    {
        await using var app = new ReasonatorApp { Loading = () => throw new ModelException("The weights are not those of the manifest.") };
        using var client = app.Client();
        await Eventually.TrueAsync("the boot has failed", () => app.Get<Readiness>().Status is ServiceStatus.Failed, Stop);

        var line = await OneAsync(client);

        Assert.Equal(("failed", "The weights are not those of the manifest.", "none"), (line.Word("status"), line.Word("reason"), line.Word("self_test")));
        Assert.False(line.TryGetProperty("model", out _));
    }

    [Fact]
    public async Task More_streams_than_are_kept_are_refused_until_one_ends()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var watchers = new List<Watcher>();
        for (var i = 0; i < WatchStream.Most; i++)
        {
            watchers.Add(await Watcher.OpenAsync(client, Stop));
            Assert.Equal(HttpStatusCode.OK, watchers[i].Response.StatusCode);
        }

        using var refused = await client.GetAsync("/v1/watch?count=1", Stop);
        await DeclaredAnswer.AssertAsync(refused, 429);
        await refused.ProblemAsync(429, "too-many-streams");

        watchers[0].Dispose();
        await EndedAsync(app, WatchStream.Most - 1);
        Assert.Equal("ok", (await OneAsync(client)).Word("status"));
        watchers.ForEach(watcher => watcher.Dispose());
        await EndedAsync(app, 0);
    }

    [Fact]
    public async Task A_stop_ends_the_stream_with_a_whole_line()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var watcher = await Watcher.OpenAsync(client, Stop);
        await watcher.NextAsync(Stop);

        app.Get<IHostApplicationLifetime>().StopApplication();

        await Eventually.SeesAsync(
            "the stream ends",
            () => watcher.NextAsync(Stop),
            line =>
            {
                Assert.True(line is not { } last || last.TryGetProperty("events", out _));
                return line is null;
            },
            Stop);
    }

    [Fact]
    public async Task Who_asks_during_a_drain_is_told_of_it()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["first"], stop: Stop);
        await app.Model.Entered(Stop);

        app.Get<IHostApplicationLifetime>().StopApplication();

        Assert.Equal("draining", (await OneAsync(client)).Word("status"));
        app.Model.Open();
        await running;
    }

    [Fact]
    public async Task A_token_that_is_taken_back_ends_the_stream()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var watcher = await Watcher.OpenAsync(client, Stop);
        await watcher.NextAsync(Stop);

        app.Secrets = new Secrets { ServiceToken = "another", PreviousServiceToken = "dev" };
        Assert.NotNull(await watcher.NextAsync(Stop));
        app.Secrets = new Secrets { ServiceToken = "another" };

        // A line may have been on its way.
        await Eventually.SeesAsync("the stream ends", () => watcher.NextAsync(Stop), line => line is null, Stop);

        using var refused = await client.GetAsync("/v1/watch", Stop);
        await refused.ProblemAsync(401, "unauthorized");
    }

    [Theory]
    [InlineData("count=0", "/count")]
    [InlineData("count=-1", "/count")]
    [InlineData("count=x", "/count")]
    [InlineData("count=1&count=2", "/count")]
    [InlineData("lines=1", "/lines")]
    public async Task A_query_that_is_not_understood_is_told_with_its_pointer(string query, string place)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        using var refused = await client.GetAsync($"/v1/watch?{query}", Stop);

        await DeclaredAnswer.AssertAsync(refused, 400);
        Assert.Equal(place, Assert.Single((await refused.ProblemAsync(400, "invalid-request")).GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(0, app.Get<WatchStream>().Open);
    }

    [Fact]
    public async Task Traffic_of_the_last_minute_is_in_the_first_line()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = new ReasonatorApp { Time = time };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["one", "two", "three"], stop: Stop);
        await client.PostScoreAsync("{}", Stop);
        app.Get<Readiness>().Fail("broken");
        await client.ScoreAsync(["four"], stop: Stop);
        // A request is counted after its caller has the answer.
        await Scrape.CountedAsync(client, 3, Stop);
        time.Advance(TimeSpan.FromSeconds(2));

        var seconds = (await OneAsync(client)).GetProperty("seconds").EnumerateArray().ToList();

        Assert.Equal(2, seconds.Count);
        Assert.Equal((3, 3, 1, 1, 0), Counts(seconds[0]));
        Assert.Equal((0, 0, 0, 0, 0), Counts(seconds[1]));
        Assert.Equal(1, seconds[1].GetProperty("at").GetInt64() - seconds[0].GetProperty("at").GetInt64());

        static (int Requests, int Texts, int Refused, int Invalid, int Failed) Counts(JsonElement s) =>
            (s.GetProperty("requests").GetInt32(), s.GetProperty("texts").GetInt32(), s.GetProperty("refused").GetInt32(), s.GetProperty("invalid").GetInt32(), s.GetProperty("failed").GetInt32());
    }

    private static async Task<JsonElement> OneAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/watch?count=1", Stop);
        await DeclaredAnswer.AssertAsync(answer, 200);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
    }

    private static Task EndedAsync(ReasonatorApp app, int open) =>
        Eventually.TrueAsync($"{open} streams are open", () => app.Get<WatchStream>().Open == open, Stop, () => $"{app.Get<WatchStream>().Open}");
}
