using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

public sealed class FakePlatformGateTests : PlatformTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("application/vnd.heroku+json; version=2")]
    public async Task A_call_that_does_not_say_version_3_is_not_acceptable(string accept)
    {
        Probe.Client.DefaultRequestHeaders.Remove("Accept");
        Probe.Client.DefaultRequestHeaders.Add("Accept", accept);

        await RefusesAsync(406, "not_acceptable", "GET", "/account");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData(null)]
    public async Task A_call_without_a_known_key_is_unauthorized(string? key)
    {
        Probe.Client.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);

        await RefusesAsync(401, "unauthorized", "GET", "/account");
    }

    [Fact]
    public async Task A_key_without_protected_scopes_sees_apps_and_no_config_vars()
    {
        await Probe.CreateAppAsync();
        Use("read", "write");

        Assert.Equal(200, (await Probe.SendAsync("GET", App)).Status);
        await RefusesAsync(403, "forbidden", "GET", $"{App}/config-vars");
        await RefusesAsync(403, "forbidden", "PATCH", $"{App}/config-vars", """{"A":"1"}""");
        await RefusesAsync(403, "forbidden", "GET", "/account");
    }

    [Fact]
    public async Task A_key_that_reads_does_not_write()
    {
        Use("read-protected");

        await RefusesAsync(403, "forbidden", "POST", "/apps", """{"name":"another"}""");
    }

    [Theory]
    [InlineData("""{"name":"another","regoin":"us"}""", 422, "invalid_params")]
    [InlineData("""{"name":5}""", 422, "invalid_params")]
    [InlineData("""{"name":"another",""", 400, "bad_request")]
    [InlineData("""{"name":"Rack"}""", 422, "invalid_params")]
    [InlineData("""{"name":"taken"}""", 422, "invalid_params")]
    [InlineData("""{"name":"another","region":"mars"}""", 404, "not_found")]
    public async Task A_body_that_is_not_of_the_schema_is_refused(string json, int status, string id)
    {
        Platform.Account.TakenNames.Add("taken");

        await RefusesAsync(status, id, "POST", "/apps", json);
        Assert.Empty(Platform.Apps);
    }

    [Fact]
    public async Task An_app_that_is_not_there_or_not_ours_is_told_apart()
    {
        Platform.Account.TakenNames.Add("taken");

        await RefusesAsync(404, "not_found", "GET", App);
        await RefusesAsync(403, "forbidden", "GET", "/apps/taken");
        await RefusesAsync(404, "not_found", "POST", "/teams/apps", """{"name":"another","team":"foreigners"}""");
        await RefusesAsync(404, "not_found", "GET", "/apps/taken/unheard-of");
    }

    [Fact]
    public async Task Deleting_an_app_is_remembered()
    {
        await Probe.CreateAppAsync();
        await Probe.SendAsync("DELETE", App);

        Assert.True(Platform.Destroyed);
    }

    [Theory]
    [InlineData(nameof(PlatformFault.ServerError), 500)]
    [InlineData(nameof(PlatformFault.RateLimited), 429)]
    public async Task The_second_call_fails_as_planned_and_does_nothing(string fault, int status)
    {
        Platform.FailCall(2, Enum.Parse<PlatformFault>(fault));
        await Probe.SendAsync("GET", "/account");

        Assert.Equal(status, (await Probe.CreateAppAsync()).Status);
        Assert.Empty(Platform.Apps);
        Assert.Equal(201, (await Probe.CreateAppAsync()).Status);
    }

    [Fact]
    public async Task A_half_done_call_is_done_and_has_no_answer()
    {
        Platform.FailCall(1, PlatformFault.HalfDone);

        await Assert.ThrowsAsync<HttpRequestException>(Probe.CreateAppAsync);
        Assert.Single(Platform.Apps);
    }

    [Fact]
    public async Task A_call_that_hangs_does_nothing()
    {
        Platform.FailCall(1, PlatformFault.Hang);
        using var leaving = new CancellationTokenSource();
        var call = Probe.Client.PostAsync("/sources", null, leaving.Token);
        await Platform.ArrivalAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync("the call ends", call, Stop));
    }

    [Fact]
    public async Task Calls_are_counted_across_the_platform_and_the_vault()
    {
        await using var vault = await FakeVault.StartAsync(faults: Platform.Faults);
        using var client = new HttpClient { BaseAddress = vault.Address };
        Platform.FailCall(2, PlatformFault.ServerError);
        Platform.FailCall(3, PlatformFault.RateLimited);
        await Probe.SendAsync("GET", "/account");

        Assert.Equal(500, (int)(await client.GetAsync("/api/status")).StatusCode);
        Assert.Equal(429, (await Probe.SendAsync("GET", "/account")).Status);
        Assert.Equal(3, Platform.Faults.Calls);
    }

    private void Use(params string[] scopes)
    {
        Platform.Keys["scoped"] = new PlatformKey(scopes);
        Probe.Client.DefaultRequestHeaders.Authorization = new("Bearer", "scoped");
    }
}
