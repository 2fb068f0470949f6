namespace Reasonator.Tests.Workflows;

public sealed class EscalationTests : IAsyncLifetime
{
    private const string Sound = """{"staging":{"series":0,"window":0,"asked":0,"escalation":"none"},"prod":{"series":0,"window":0,"asked":0,"escalation":"none"},"pending":""}""";

    private KeepAlive _keepAlive = null!;

    public async ValueTask InitializeAsync() => _keepAlive = await KeepAlive.StartAsync();

    public ValueTask DisposeAsync() => _keepAlive.DisposeAsync();

    [Fact]
    public async Task More_than_three_windows_of_5xx_escalate_once_an_outage()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 500, 521);
        Assert.Empty(_keepAlive.GitHub.Escalations);

        await _keepAlive.WindowsAsync("2026-11-24T14:37:03Z", 503, 503, 502);

        var escalation = Assert.Single(_keepAlive.GitHub.Escalations);
        Assert.Equal("Rack escalation: prod health is 5xx", escalation.Title);
        Assert.Contains("answered 503 at 2026-11-24 14:37 UTC, for 4 windows in a row", escalation.Body);
        Assert.Empty(escalation.Comments);
        Assert.Single(_keepAlive.GitHub.Digests);
    }

    [Fact]
    public async Task An_escalation_that_somebody_closed_is_not_opened_again_for_the_same_outage()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 503);
        _keepAlive.GitHub.Escalations.Single().State = "closed";

        await _keepAlive.WindowsAsync("2026-11-24T14:47:03Z", 503, 503);

        Assert.Single(_keepAlive.GitHub.Escalations);
    }

    [Fact]
    public async Task Flapping_does_not_escalate()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 200, 503, 503, 503, 200, 503);

        Assert.Empty(_keepAlive.GitHub.Escalations);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(302)]
    [InlineData(0)]
    public async Task What_is_no_5xx_neither_escalates_nor_goes_on_with_a_series(int status)
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, status, status, status, status, status, 503);

        Assert.Empty(_keepAlive.GitHub.Escalations);
        Assert.Single(_keepAlive.GitHub.Digests);
    }

    [Fact]
    public async Task Recovery_comments_and_closes_and_the_next_outage_has_an_issue_of_its_own()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 503, 403, 200, 200);
        var first = Assert.Single(_keepAlive.GitHub.Escalations);
        Assert.Equal(("closed", "200 again at 2026-11-24 14:57 UTC."), (first.State, Assert.Single(first.Comments)));

        await _keepAlive.WindowsAsync("2026-11-24T16:07:03Z", 503, 503, 503, 503);

        Assert.Equal(["closed", "open"], _keepAlive.GitHub.Escalations.Select(i => i.State));
    }

    [Fact]
    public async Task An_answer_that_is_not_health_does_not_end_an_outage()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 503, 403, 503, 503, 503, 503, 503);

        Assert.Equal("open", Assert.Single(_keepAlive.GitHub.Escalations).State);
    }

    [Fact]
    public async Task Each_host_has_its_own_series()
    {
        _keepAlive.Staging.Status = 503;

        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 200, 503, 503);

        Assert.Equal("Rack escalation: staging health is 5xx", Assert.Single(_keepAlive.GitHub.Escalations).Title);
    }

    [Fact]
    public async Task A_weekend_neither_breaks_a_series_nor_prolongs_it()
    {
        await _keepAlive.WindowsAsync("2026-11-27T21:37:03Z", 503, 503, 503);
        await _keepAlive.WindowsAsync("2026-11-28T14:07:03Z", 503, 403, 503);
        await _keepAlive.WindowsAsync("2026-11-30T12:57:03Z", 503);
        Assert.Empty(_keepAlive.GitHub.Escalations);

        await _keepAlive.WindowsAsync("2026-11-30T13:07:03Z", 503);

        Assert.Single(_keepAlive.GitHub.Escalations);
    }

    [Fact]
    public async Task A_repair_out_of_hours_is_seen()
    {
        await _keepAlive.WindowsAsync("2026-11-27T21:27:03Z", 503, 503, 503, 503);

        await _keepAlive.WindowsAsync("2026-11-27T22:30:00Z", 200);

        Assert.Equal("closed", Assert.Single(_keepAlive.GitHub.Escalations).State);
    }

    [Theory]
    [InlineData("2026-11-24T14:37:03Z", 1)]
    [InlineData("2026-11-24T14:36:59Z", 0)]
    public async Task Two_runs_within_ten_minutes_are_one_window(string fourth, int escalations)
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503);

        await _keepAlive.WindowsAsync(fourth, 503);

        Assert.Equal(escalations, _keepAlive.GitHub.Escalations.Count());
    }

    [Fact]
    public async Task An_escalation_that_GitHub_did_not_take_is_tried_again()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503);
        _keepAlive.GitHub.Broken = 502;
        Assert.Equal(1, (await _keepAlive.RunAsync("keep-alive", "2026-11-24T14:37:03Z")).Code);
        _keepAlive.GitHub.Broken = null;

        await _keepAlive.WindowsAsync("2026-11-24T14:47:03Z", 503);

        Assert.Contains("for 5 windows", Assert.Single(_keepAlive.GitHub.Escalations).Body);
    }

    [Fact]
    public async Task A_recovery_that_GitHub_did_not_take_is_tried_again()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 503);
        (_keepAlive.GitHub.Broken, _keepAlive.Prod.Status) = (502, 200);
        Assert.Equal(1, (await _keepAlive.RunAsync("keep-alive", "2026-11-24T14:47:03Z")).Code);
        _keepAlive.GitHub.Broken = null;

        await _keepAlive.WindowAsync("2026-11-24T14:57:03Z");

        Assert.Equal("closed", Assert.Single(_keepAlive.GitHub.Escalations).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData(Sound + Sound)]
    [InlineData("""{"staging":{"series":0,"window":0,"asked":0,"escalation":"none"},"pending":""}""")]
    [InlineData("""{"staging":{"series":0,"window":0,"asked":0,"escalation":"none"},"prod":{"series":"x; rm","window":0,"asked":0,"escalation":"none"},"pending":""}""")]
    [InlineData("""{"staging":{"series":0,"window":0,"asked":0,"escalation":"none"},"prod":{"series":3,"window":0.5,"asked":0,"escalation":"none"},"pending":""}""")]
    public async Task A_damaged_state_starts_anew_and_a_healthy_answer_looks_for_an_escalation_that_is_open(string state)
    {
        var escalation = _keepAlive.GitHub.Open("rack-escalation", "Rack escalation: prod health is 5xx");
        await File.WriteAllTextAsync(_keepAlive.State, state, TestContext.Current.CancellationToken);

        await _keepAlive.WindowAsync();

        Assert.Equal("closed", escalation.State);
        Assert.StartsWith("""{"staging":{"series":0,""", await File.ReadAllTextAsync(_keepAlive.State, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_lost_state_does_not_escalate_the_same_outage_twice()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 503, 503, 503, 503);
        File.Delete(_keepAlive.State);

        await _keepAlive.WindowsAsync("2026-11-24T14:47:03Z", 503, 503, 503, 503);

        Assert.Single(_keepAlive.GitHub.Escalations);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_leaves_the_one_before_it()
    {
        await File.WriteAllTextAsync(_keepAlive.State, Sound, TestContext.Current.CancellationToken);
        var inTheWay = Directory.CreateDirectory(_keepAlive.State + ".new");

        Assert.Equal(1, (await _keepAlive.RunAsync("keep-alive", KeepAlive.Tuesday)).Code);

        Assert.Equal(Sound, await File.ReadAllTextAsync(_keepAlive.State, TestContext.Current.CancellationToken));
        inTheWay.Delete();
    }
}
