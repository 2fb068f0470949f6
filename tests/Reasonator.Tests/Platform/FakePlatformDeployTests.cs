namespace Reasonator.Tests.Platform;

public sealed class FakePlatformDeployTests : PlatformTests
{
    [Fact]
    public async Task A_source_is_put_once_without_a_type_and_without_a_key()
    {
        var put = (string)(await Probe.SendAsync("POST", "/sources")).Body["source_blob"]!["put_url"]!;

        Assert.Equal(403, await PlatformProbe.PutAsync(put, [1], new("application/gzip")));
        Assert.Equal(403, await PlatformProbe.PutAsync(put + "x", [1]));
        Assert.Equal(400, (int)(await Probe.Client.PutAsync(put, new ByteArrayContent([1]))).StatusCode);
        Assert.Equal(200, await PlatformProbe.PutAsync(put, [1]));
        Assert.Equal(403, await PlatformProbe.PutAsync(put, [1]));
    }

    [Fact]
    public async Task A_build_becomes_a_slug_and_a_release()
    {
        await ReadyAsync();
        var build = await Probe.DeployAsync();
        var release = (await Probe.SendAsync("GET", $"{App}/releases/{build["release"]!["id"]}")).Body;
        var slug = (await Probe.SendAsync("GET", $"{App}/slugs/{build["slug"]!["id"]}")).Body;

        Assert.Equal(("succeeded", "Deploy 01234567", true), ((string?)release["status"], (string?)release["description"], (bool)release["current"]!));
        Assert.Equal(("0123456789abcdef", 94_371_840), ((string?)slug["commit"], (long)slug["size"]!));
        Assert.Equal("web", (string?)(await Probe.SendAsync("GET", $"{App}/formation")).Body[0]!["type"]);
    }

    [Fact]
    public async Task The_log_of_a_build_is_read_without_the_key()
    {
        await ReadyAsync();
        var stream = (string)(await Probe.DeployAsync())["output_stream_url"]!;
        using var stranger = new HttpClient();

        Assert.Contains("Launching...", await stranger.GetStringAsync(new Uri(stream)), StringComparison.Ordinal);
        Assert.Equal(403, (int)(await Probe.Client.GetAsync(stream)).StatusCode);
        Assert.Equal(403, (int)(await stranger.GetAsync(new Uri(stream + "x"))).StatusCode);
    }

    [Theory]
    [InlineData("src/Reasonator.sln", null, "App not compatible with buildpack: heroku/dotnet")]
    [InlineData("Reasonator.sln", "SHA256:0000000000000000000000000000000000000000000000000000000000000000", "The source does not match its checksum.")]
    public async Task A_wrong_source_fails_its_build(string file, string? checksum, string why)
    {
        await ReadyAsync();
        var build = await Probe.DeployAsync(archive: PlatformProbe.Archive(file), checksum: checksum);

        Assert.Equal("failed", (string?)build["status"]);
        Assert.Null(build["release"]);
        Assert.Contains(why, await ReadAsync((string)build["output_stream_url"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_without_a_buildpack_is_not_built()
    {
        await Probe.CreateAppAsync();

        Assert.Equal("failed", (string?)(await Probe.DeployAsync())["status"]);
    }

    [Fact]
    public async Task A_build_can_take_long_and_can_fail()
    {
        await ReadyAsync();
        (Platform.Pace.BuildLooks, Platform.Pace.FailBuild) = (3, true);

        Assert.Equal("failed", (string?)(await Probe.DeployAsync())["status"]);
        Assert.Equal(4, Platform.Calls.Count(call => call.Method == "GET"));
        Assert.Equal("succeeded", (string?)(await Probe.DeployAsync())["status"]);
    }

    [Fact]
    public async Task A_release_phase_can_take_long_and_can_fail()
    {
        await ReadyAsync();
        await Probe.DeployAsync("first");
        (Platform.Pace.ReleaseLooks, Platform.Pace.FailRelease) = (1, true);
        var path = $"{App}/releases/{(await Probe.DeployAsync("second"))["release"]!["id"]}";
        var failed = (await Probe.SendAsync("GET", path)).Body;

        Assert.Equal(("failed", false), ((string?)failed["status"], (bool)failed["current"]!));
        Assert.Equal("first", Platform.Apps["raxx-rack-staging"].Running!.Commit);
    }

    [Fact]
    public async Task A_rollback_is_a_new_release_of_the_old_code_and_its_config_vars()
    {
        await ReadyAsync();
        await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"A":"old"}""");
        var first = (await Probe.DeployAsync("first"))["release"]!["id"];
        await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"A":"new"}""");
        await Probe.DeployAsync("second");
        var answer = await Probe.SendAsync("POST", $"{App}/releases", $$"""{"release":"{{first}}"}""");

        Assert.Equal((201, "Rollback to v4", 7), (answer.Status, (string?)answer.Body["description"], (int)answer.Body["version"]!));
        var app = Platform.Apps["raxx-rack-staging"];
        Assert.Equal(("first", "old"), (app.Running!.Commit, app.ConfigVars["A"]));
    }

    [Fact]
    public async Task A_release_without_code_cannot_be_rolled_back_to()
    {
        await ReadyAsync();
        var id = (await Probe.SendAsync("GET", $"{App}/releases/1")).Body["id"];

        await RefusesAsync(422, "invalid_params", "POST", $"{App}/releases", $$"""{"release":"{{id}}"}""");
        await RefusesAsync(404, "not_found", "POST", $"{App}/releases", """{"release":"nothing"}""");
        await RefusesAsync(422, "invalid_params", "POST", $"{App}/releases", "{}");
    }

    [Fact]
    public async Task A_list_is_read_in_parts()
    {
        await ReadyAsync();
        await Probe.DeployAsync();
        var part = await Probe.SendAsync("GET", $"{App}/releases", range: "version ..; order=desc,max=2");
        var rest = await Probe.SendAsync("GET", $"{App}/releases", range: "version ]2..; order=desc,max=2");

        Assert.Equal((206, "[3,2]"), (part.Status, Versions(part.Body)));
        Assert.Equal((200, "[1]"), (rest.Status, Versions(rest.Body)));
        Assert.Equal(416, (await Probe.SendAsync("GET", $"{App}/releases", range: "releases=1-5")).Status);
    }

    private static string Versions(System.Text.Json.Nodes.JsonNode list) =>
        $"[{string.Join(',', list.AsArray().Select(release => (int)release!["version"]!))}]";

    private async Task ReadyAsync()
    {
        await Probe.CreateAppAsync();
        await Probe.InstallBuildpackAsync();
    }

    private static async Task<string> ReadAsync(string stream)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(stream));
    }
}
