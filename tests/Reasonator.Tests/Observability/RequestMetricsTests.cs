using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Health;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Observability;

/// <summary>What <c>/metrics</c> says of requests, over a real connection.</summary>
public sealed class RequestMetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_counts_by_method_route_and_status()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["Profit rose"], stop: Stop);
        await client.GetAsync($"/v1/batches/{Guid.NewGuid()}", Stop);
        await client.GetAsync("/nowhere/at/all", Stop);
        await client.PutAsync("/v1/score", null, Stop);
        await client.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/v1/live"), Stop);

        var scrape = await Scrape.CountedAsync(client, 5, Stop);

        foreach (var (method, route, status) in ((string, string, string)[])
            [("POST", "/v1/score", "200"), ("GET", "/v1/batches/{id:guid}", "503"), ("GET", "(none)", "404"), ("PUT", "(none)", "405"), ("OTHER", "(none)", "405")])
        {
            Assert.Equal(1, scrape["reasonator_requests_total", ("method", method), ("route", route), ("status", status)]);
        }
    }

    [Fact]
    public async Task Whoever_has_no_token_is_a_failed_login_and_no_refusal()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var stranger = app.CreateClient();
        await stranger.ScoreAsync(["Profit rose"], stop: Stop);
        await stranger.GetAsync("/metrics", Stop);
        await stranger.GetAsync("/v1/live", Stop);

        var scrape = await Scrape.CountedAsync(client, 3, Stop);

        Assert.Equal(2, scrape["reasonator_logins_failed_total"]);
        Assert.Equal(2, scrape["reasonator_requests_total", ("status", "401")]);
        Assert.Equal(Refused(), Refusals(scrape));
    }

    [Theory]
    [InlineData("{\"items\":[]}", "application/json", 400)]
    [InlineData("{\"items\":[", "application/json", 400)]
    [InlineData("text", "text/plain", 415)]
    [InlineData(null, "application/json", 413)]
    public async Task A_body_that_is_not_taken_is_refused_as_invalid(string? body, string type, int status)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var answer = await client.PostAsync("/v1/score", new StringContent(body ?? new string(' ', (1 << 20) + 1), Encoding.UTF8, type), Stop);
        Assert.Equal(status, (int)answer.StatusCode);

        Assert.Equal(Refused("invalid"), Refusals(await Scrape.CountedAsync(client, 1, Stop)));
    }

    [Fact]
    public async Task What_would_be_late_is_overloaded_and_what_became_late_expired()
    {
        // Stands still unless the test advances it: on no machine does a held request expire by itself.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = new ReasonatorApp { Time = time };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var running = client.ScoreAsync(["Profit rose"], stop: Stop);
        await app.Model.Entered(Stop);
        var late = client.ScoreAsync(["Sales fell"], wait: 1, stop: Stop);
        await Eventually.TrueAsync("the second text waits", () => app.Get<WorkQueue>().Depth(Lane.Interactive) == 1, Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await late).StatusCode);
        for (var i = 0; i < 200; i++)
        {
            app.Get<CostModel>().Observe(4, TimeSpan.FromSeconds(9));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.ScoreAsync(["Margins shrank"], wait: 1, stop: Stop)).StatusCode);
        app.Model.Open();
        await running;

        var scrape = await Scrape.CountedAsync(client, 3, Stop);
        Assert.Equal(Refused("overloaded", "expired"), Refusals(scrape));
        Assert.Equal(2, scrape["reasonator_stage_duration_seconds_count", ("stage", "total")]);
        Assert.Equal(1, scrape["reasonator_stage_duration_seconds_count", ("stage", "infer")]);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_cancelled()
    {
        await using var app = new ReasonatorApp { Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var leaving = client.ScoreAsync(["Profit rose"], stop: patience.Token);
        await app.Model.Entered(Stop);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        var scrape = await Scrape.CountedAsync(client, 1, Stop);

        Assert.Equal(Refused("cancelled"), Refusals(scrape));
        Assert.Equal(1, scrape["reasonator_requests_total", ("route", "/v1/score"), ("status", "499")]);
    }

    [Fact]
    public async Task A_request_whose_every_run_fails_is_the_backends_and_a_mixed_one_is_not_refused()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("no") : new(2, -1, 0.5f);
        await client.ScoreAsync(["loss"], stop: Stop);
        await client.ScoreAsync(["gain", "Profit rose"], stop: Stop);

        var scrape = await Scrape.CountedAsync(client, 2, Stop);

        Assert.Equal(Refused("backend"), Refusals(scrape));
        Assert.Equal(2, scrape["reasonator_texts_total", ("lane", "interactive"), ("outcome", "failed")]);
        Assert.Equal(1, scrape["reasonator_texts_total", ("lane", "interactive"), ("outcome", "scored")]);
    }

    [Fact]
    public async Task What_a_stopping_service_turns_away_is_draining_and_health_that_says_so_is_not()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        app.Get<Readiness>().Drain();
        await client.ScoreAsync(["Profit rose"], stop: Stop);
        await client.GetAsync("/v1/health", Stop);

        var scrape = await Scrape.CountedAsync(client, 2, Stop);

        Assert.Equal(Refused("draining"), Refusals(scrape));
        Assert.Equal(1, scrape["reasonator_status", ("state", "draining")]);
        Assert.Equal(1, scrape["reasonator_status"]);
    }

    private static SortedDictionary<string, double> Refusals(Scrape scrape) =>
        new(scrape.Samples.Where(sample => sample.Name == "reasonator_refusals_total").ToDictionary(sample => sample.Labels["reason"], sample => sample.Value));

    /// <summary>One refusal for each of these reasons, none for the others.</summary>
    private static SortedDictionary<string, double> Refused(params string[] reasons) =>
        new(((string[])["overloaded", "expired", "cancelled", "invalid", "backend", "draining"]).ToDictionary(reason => reason, reason => reasons.Contains(reason) ? 1.0 : 0));
}
