using System.Net;
using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

public sealed class FakeDynoTests : PlatformTests
{
    [Fact]
    public async Task Nothing_answers_before_the_first_code_and_after_the_last_dyno()
    {
        await using var dyno = new StubDyno(Platform);
        await Probe.CreateAppAsync();

        Assert.Equal((503, "text/html"), await HealthAsync());
        await DeployAsync();
        Assert.Equal((200, "application/json"), await HealthAsync());
        await Probe.SendAsync("PATCH", $"{App}/formation", """{"updates":[{"type":"web","quantity":0}]}""");
        Assert.Equal((503, "text/html"), await HealthAsync());
    }

    [Fact]
    public async Task Red_code_stays_red_until_it_is_rolled_back()
    {
        await using var dyno = new StubDyno(Platform) { IsRed = slug => slug.Commit == "second" };
        await Probe.CreateAppAsync();
        var first = (await DeployAsync("first"))["release"]!["id"];
        await DeployAsync("second");

        Assert.Equal((503, "application/json"), await HealthAsync());
        await Probe.SendAsync("POST", $"{App}/releases", $$"""{"release":"{{first}}"}""");
        Assert.Equal((200, "application/json"), await HealthAsync());
    }

    [Fact]
    public async Task The_stub_has_the_exact_keys_and_wants_a_token()
    {
        await using var dyno = new StubDyno(Platform) { Tokens = _ => ["good"], WarmUpProbes = 1 };
        await Probe.CreateAppAsync();
        await DeployAsync();
        using var client = new HttpClient { BaseAddress = dyno.Of("raxx-rack-staging").Address };

        Assert.Equal("""{"status":"warming_up","model_loaded":false}""", await (await client.GetAsync("/v1/health")).Content.ReadAsStringAsync());
        Assert.Equal(
            ["status", "model_loaded", "model_sha", "queue_depth", "uptime_seconds", "version"],
            JsonNode.Parse(await client.GetStringAsync("/v1/health"))!.AsObject().Select(pair => pair.Key));
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/health"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/info")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "good");
        var scored = await client.PostAsync("/v1/score", new StringContent("""{"items":[{"text":"Apple raises guidance"}]}"""));
        Assert.Equal("positive", (string?)JsonNode.Parse(await scored.Content.ReadAsStringAsync())!["results"]![0]!["label"]);
    }

    [Fact]
    public async Task The_real_service_runs_with_the_apps_config_vars_until_it_is_scaled_to_nothing()
    {
        await using var dyno = new ProcessDyno(Platform);
        await Probe.CreateAppAsync();
        await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"FLAG_REASONATOR":"1"}""");
        Assert.Null(dyno.Of("raxx-rack-staging"));
        await DeployAsync();
        var service = dyno.Of("raxx-rack-staging")!;
        await service.ReadyAsync(Stop);

        Assert.Equal("1", (string?)JsonNode.Parse(await service.Client.GetStringAsync("/v1/info"))!["flag"]);
        Assert.Equal(Platform.Apps["raxx-rack-staging"].WebUrl, service.Client.BaseAddress);
        await Probe.SendAsync("PATCH", $"{App}/formation", """{"updates":[{"type":"web","quantity":0}]}""");
        Assert.Null(dyno.Of("raxx-rack-staging"));
    }

    private async Task<JsonNode> DeployAsync(string version = "first")
    {
        await Probe.InstallBuildpackAsync();
        return await Probe.DeployAsync(version);
    }

    private async Task<(int Status, string? Type)> HealthAsync()
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(Platform.Apps["raxx-rack-staging"].WebUrl, "/v1/health"));
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
    }
}
