namespace Reasonator.Tests.Workflows;

public sealed class DigestTests : IAsyncLifetime
{
    private KeepAlive _keepAlive = null!;

    public async ValueTask InitializeAsync() => _keepAlive = await KeepAlive.StartAsync();

    public ValueTask DisposeAsync() => _keepAlive.DisposeAsync();

    [Fact]
    public async Task A_day_has_one_digest_and_the_next_day_another()
    {
        await _keepAlive.WindowsAsync("2026-11-24T23:37:03Z", 404, 404, 200, 404);

        Assert.Equal(["Rack digest 2026-11-24", "Rack digest 2026-11-25"], _keepAlive.GitHub.Issues.Select(i => i.Title));
        Assert.Equal("- 2026-11-24 23:47 prod: 404", Assert.Single(_keepAlive.GitHub.Issues[0].Comments));
        Assert.Equal("- 2026-11-25 00:07 prod: 404", _keepAlive.GitHub.Issues[1].Body);
    }

    [Fact]
    public async Task Both_hosts_of_a_window_are_one_entry()
    {
        (_keepAlive.Staging.Status, _keepAlive.Prod.Status) = (500, 404);

        await _keepAlive.WindowAsync();

        Assert.Equal("- 2026-11-24 14:07 staging: 500\n- 2026-11-24 14:07 prod: 404", Assert.Single(_keepAlive.GitHub.Issues).Text);
    }

    [Fact]
    public async Task The_digest_is_found_behind_older_ones_and_beside_what_only_looks_like_it()
    {
        var digest = _keepAlive.GitHub.Open("rack-digest", "Rack digest 2026-11-24");
        _keepAlive.GitHub.Open("rack-digest", "Rack digest 2026-11-24", pullRequest: true);
        _keepAlive.GitHub.Open("bug", "Rack digest 2026-11-24");
        for (var day = 0; day < 40; day++)
        {
            _keepAlive.GitHub.Open("rack-digest", $"Rack digest of another kind {day}");
        }

        await _keepAlive.WindowsAsync(KeepAlive.Tuesday, 404);

        Assert.Single(digest.Comments);
        Assert.Equal(43, _keepAlive.GitHub.Issues.Count);
    }

    [Fact]
    public async Task A_digest_that_was_closed_at_noon_gets_the_afternoons_entries_too()
    {
        await _keepAlive.WindowsAsync("2026-11-24T14:07:03Z", 404);
        _keepAlive.GitHub.Issues[0].State = "closed";

        await _keepAlive.WindowsAsync("2026-11-24T15:07:03Z", 404);

        Assert.Single(Assert.Single(_keepAlive.GitHub.Issues).Comments);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(302)]
    public async Task What_GitHub_does_not_take_is_kept_and_told_in_the_next_window(int broken)
    {
        (_keepAlive.GitHub.Broken, _keepAlive.Prod.Status) = (broken, 404);
        var untold = await _keepAlive.RunAsync("keep-alive", "2026-11-24T14:07:03Z");
        Assert.Equal(1, untold.Code);
        Assert.Contains("GitHub could not be told", untold.Errors);
        Assert.Equal(2, _keepAlive.Records.Count());
        (_keepAlive.GitHub.Broken, _keepAlive.Prod.Status) = (null, 200);

        await _keepAlive.WindowAsync("2026-11-24T14:17:03Z");
        await _keepAlive.WindowAsync("2026-11-24T14:27:03Z");

        Assert.Equal("- 2026-11-24 14:07 prod: 404", Assert.Single(_keepAlive.GitHub.Issues).Text);
    }

    [Fact]
    public async Task Without_a_GitHub_the_window_is_recorded()
    {
        await _keepAlive.GitHub.StopAsync();

        var run = await _keepAlive.RunAsync("keep-alive", KeepAlive.Tuesday);

        Assert.Equal(1, run.Code);
        Assert.Equal(2, _keepAlive.Records.Count());
        Assert.True(File.Exists(_keepAlive.State));
    }

    [Fact]
    public async Task A_label_that_GitHub_dropped_is_a_failure_and_not_an_issue_a_window_unseen()
    {
        (_keepAlive.GitHub.DropsLabels, _keepAlive.Prod.Status) = (true, 404);

        var run = await _keepAlive.RunAsync("keep-alive", KeepAlive.Tuesday);

        Assert.Equal(1, run.Code);
        Assert.Contains("dropped the label rack-digest", run.Errors);
    }

    [Fact]
    public async Task A_failed_deploy_is_an_entry_in_the_same_digest_with_the_run_that_failed()
    {
        await _keepAlive.WindowsAsync(KeepAlive.Tuesday, 404);
        _keepAlive.Environment["GITHUB_RUN_ID"] = "77";

        var run = await _keepAlive.RunAsync("digest", "2026-11-24T18:00:00Z", """- Deploy of "1a2b3c4": \ failure""");

        Assert.Equal((0, "", ""), run);
        Assert.Equal(
            $"- Deploy of \"1a2b3c4\": \\ failure\n\n[The run](https://github.com/{FakeGitHub.Repository}/actions/runs/77)",
            Assert.Single(Assert.Single(_keepAlive.GitHub.Issues).Comments));
    }

    [Theory]
    [InlineData("GITHUB_TOKEN", "another")]
    [InlineData("GITHUB_REPOSITORY", "moose/another")]
    public async Task A_digest_that_GitHub_refuses_ends_with_1(string variable, string value)
    {
        _keepAlive.Environment[variable] = value;

        Assert.Equal(1, (await _keepAlive.RunAsync("digest", KeepAlive.Tuesday, "text")).Code);
        Assert.NotEqual(0, (await _keepAlive.RunAsync("digest", KeepAlive.Tuesday)).Code);
    }
}
