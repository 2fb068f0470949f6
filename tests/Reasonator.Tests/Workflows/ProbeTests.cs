namespace Reasonator.Tests.Workflows;

public sealed class ProbeTests : IAsyncLifetime
{
    private KeepAlive _keepAlive = null!;

    public async ValueTask InitializeAsync() => _keepAlive = await KeepAlive.StartAsync();

    public ValueTask DisposeAsync() => _keepAlive.DisposeAsync();

    [Fact]
    public async Task A_good_window_is_two_records_and_no_issue()
    {
        await _keepAlive.WindowAsync();

        Assert.Equal(["staging", "prod"], _keepAlive.Records.Select(r => (string?)r["env"]));
        Assert.All(_keepAlive.Records, record =>
        {
            Assert.Equal(["time", "env", "status", "seconds"], record.AsObject().Select(p => p.Key));
            Assert.Equal((KeepAlive.Tuesday, 200), ((string?)record["time"], (int)record["status"]!));
            Assert.InRange((double)record["seconds"]!, 0, KeepAlive.Limit);
        });
        Assert.Empty(_keepAlive.GitHub.Issues);
        Assert.Equal(["records.ndjson", "state.json"], Directory.GetFiles(_keepAlive.Folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(403)]
    public async Task A_single_failure_is_an_entry_in_the_digest(int status)
    {
        _keepAlive.Staging.Status = status;

        await _keepAlive.WindowAsync();

        var digest = Assert.Single(_keepAlive.GitHub.Issues);
        Assert.Equal(("Rack digest 2026-11-24", "rack-digest"), (digest.Title, Assert.Single(digest.Labels)));
        Assert.StartsWith($"- 2026-11-24 14:07 staging: {status}", digest.Body);
        Assert.DoesNotContain("prod", digest.Body);
        Assert.Equal([status, 200], _keepAlive.Records.Select(r => (int)r["status"]!));
    }

    [Fact]
    public async Task A_redirect_to_Cloudflares_login_is_told_as_such_and_not_followed()
    {
        _keepAlive.Environment["CF_ACCESS_CLIENT_SECRET"] = "an-old-one";

        await _keepAlive.WindowAsync();

        Assert.Equal([302, 302], _keepAlive.Records.Select(r => (int)r["status"]!));
        Assert.Contains("prod: 302: not the service but Cloudflare", Assert.Single(_keepAlive.GitHub.Digests).Body);
        Assert.Single(_keepAlive.Prod.Calls);
    }

    [Fact]
    public async Task No_answer_within_the_limit_is_status_0()
    {
        // Neither host answers, ever: one that does might be late on a loaded machine.
        _keepAlive.Environment["KEEP_ALIVE_LIMIT"] = "0.3";
        (_keepAlive.Staging.Hangs, _keepAlive.Prod.Hangs) = (true, true);

        await _keepAlive.WindowAsync();

        Assert.Equal([0, 0], _keepAlive.Records.Select(r => (int)r["status"]!));
        Assert.All(_keepAlive.Records, record => Assert.InRange((double)record["seconds"]!, 0.2, KeepAlive.Limit));
        Assert.Contains("prod: no whole answer", Assert.Single(_keepAlive.GitHub.Digests).Body);
    }

    [Fact]
    public async Task No_host_at_all_is_status_0_too()
    {
        await _keepAlive.Prod.StopAsync();

        await _keepAlive.WindowAsync();

        Assert.Equal([200, 0], _keepAlive.Records.Select(r => (int)r["status"]!));
    }

    [Fact]
    public async Task A_slow_answer_is_told_though_it_is_200()
    {
        _keepAlive.Environment["KEEP_ALIVE_SLOW"] = "0";

        await _keepAlive.WindowAsync();

        Assert.Contains("prod: 200, but after", Assert.Single(_keepAlive.GitHub.Digests).Body);
        Assert.Equal([200, 200], _keepAlive.Records.Select(r => (int)r["status"]!));
    }

    [Fact]
    public async Task Records_older_than_14_days_and_lines_that_are_none_are_dropped()
    {
        await File.WriteAllLinesAsync(_keepAlive.RecordsFile,
        [
            """{"time":"2026-11-10T14:07:02Z","env":"prod","status":200,"seconds":0.1}""",
            """{"time":"2026-11-10T14:07:03Z","env":"prod","status":200,"seconds":0.1}""",
            """{"time":"2026-11-""",
            "7",
        ], TestContext.Current.CancellationToken);

        await _keepAlive.WindowAsync();

        Assert.Equal(["2026-11-10T14:07:03Z", KeepAlive.Tuesday, KeepAlive.Tuesday], _keepAlive.Records.Select(r => (string?)r["time"]));
    }

    [Theory]
    [InlineData("2026-11-24T14:37:02Z", 1)]
    [InlineData("2026-11-24T14:37:04Z", 2)]
    public async Task After_half_an_hour_a_dyno_may_sleep_and_the_request_that_wakes_it_is_not_measured(string next, int calls)
    {
        await _keepAlive.WindowAsync();
        var before = _keepAlive.Prod.Calls.Count;
        _keepAlive.Environment["KEEP_ALIVE_WAKE"] = "120";
        if (calls == 2)
        {
            _keepAlive.Prod.FirstStatus = 404;
        }

        await _keepAlive.WindowAsync(next);

        Assert.Equal(calls, _keepAlive.Prod.Calls.Count - before);
        Assert.All(_keepAlive.Records, record => Assert.Equal(200, (int)record["status"]!));
        Assert.Empty(_keepAlive.GitHub.Issues);
    }

    [Fact]
    public async Task A_dyno_that_warms_up_is_waited_for()
    {
        _keepAlive.Environment["KEEP_ALIVE_WAKE"] = "120";
        _keepAlive.Prod.FirstStatus = 503;

        await _keepAlive.WindowAsync();

        Assert.Equal(3, _keepAlive.Prod.Calls.Count);
        Assert.Empty(_keepAlive.GitHub.Issues);
    }

    [Fact]
    public async Task No_secret_is_in_an_output_an_argument_a_kept_file_or_an_issue()
    {
        var seen = await _keepAlive.RecordArgumentsAsync();
        _keepAlive.Staging.Status = 503;
        var good = await _keepAlive.RunAsync("keep-alive", KeepAlive.Tuesday);
        _keepAlive.GitHub.Broken = 500;
        var bad = await _keepAlive.RunAsync("keep-alive", KeepAlive.Tuesday);

        Assert.Equal((0, 1), (good.Code, bad.Code));
        var arguments = await File.ReadAllTextAsync(seen, TestContext.Current.CancellationToken);
        Assert.Contains("/curl ", arguments);
        Assert.DoesNotContain("canary", string.Join('\n', good, bad, arguments, _keepAlive.GitHub.Issues.Select(i => i.Text).Aggregate("", string.Concat)));
        Assert.All(Directory.GetFiles(_keepAlive.Folder), file => Assert.DoesNotContain("canary", File.ReadAllText(file)));
    }
}
