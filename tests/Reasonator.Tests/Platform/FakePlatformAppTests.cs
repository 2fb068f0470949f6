namespace Reasonator.Tests.Platform;

public sealed class FakePlatformAppTests : PlatformTests
{
    [Fact]
    public async Task A_mini_database_is_no_longer_to_be_had()
    {
        await Probe.CreateAppAsync();
        var answer = await Probe.SendAsync("POST", $"{App}/addons", """{"plan":"heroku-postgresql:mini"}""");

        Assert.Equal(422, answer.Status);
        Assert.Equal("The mini plan has reached end-of-life. You can try again with a valid plan.", (string?)answer.Body["message"]);
        await RefusesAsync(404, "not_found", "POST", $"{App}/addons", """{"plan":"heroku-postgresql:gigantic"}""");
    }

    [Fact]
    public async Task A_database_is_ready_a_look_later_and_keeps_its_config_var_to_itself()
    {
        await Probe.CreateAppAsync();
        var ordered = await Probe.SendAsync("POST", $"{App}/addons", """{"plan":"heroku-postgresql:essential-0"}""");
        await Probe.SendAsync("GET", $"{App}/addons");
        var seen = await Probe.SendAsync("GET", $"{App}/addons");

        Assert.Equal((201, "provisioning"), (ordered.Status, (string?)ordered.Body["state"]));
        Assert.Equal("provisioned", (string?)seen.Body[0]!["state"]);
        Assert.NotNull((await Probe.SendAsync("GET", $"{App}/config-vars")).Body["DATABASE_URL"]);
        await RefusesAsync(422, "invalid_params", "PATCH", $"{App}/config-vars", """{"DATABASE_URL":"mine"}""");
    }

    [Theory]
    [InlineData("essential-1", 200)]
    [InlineData("standard-0", 422)]
    public async Task A_database_moves_between_essential_plans_only(string plan, int status)
    {
        await Probe.CreateAppAsync();
        var id = (await Probe.SendAsync("POST", $"{App}/addons", """{"plan":"heroku-postgresql:essential-0"}""")).Body["id"];

        Assert.Equal(status, (await Probe.SendAsync("PATCH", $"{App}/addons/{id}", $$"""{"plan":"heroku-postgresql:{{plan}}"}""")).Status);
    }

    [Fact]
    public async Task Without_a_card_there_is_neither_database_nor_domain()
    {
        Platform.Account.IsVerified = false;
        await Probe.CreateAppAsync();

        await RefusesAsync(402, "verification_required", "POST", $"{App}/addons", """{"plan":"heroku-postgresql:essential-0"}""");
        await RefusesAsync(402, "verification_required", "POST", $"{App}/domains", """{"hostname":"rack.raxx.app","sni_endpoint":null}""");
    }

    [Fact]
    public async Task Config_vars_merge_and_only_a_change_is_a_release()
    {
        await Probe.CreateAppAsync();
        await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"A":"1","B":"2"}""");
        await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"A":"1","C":null}""");
        var left = await Probe.SendAsync("PATCH", $"{App}/config-vars", """{"B":null}""");

        Assert.Equal("""{"A":"1"}""", left.Body.ToJsonString());
        Assert.Equal(
            ["Initial release", "Enable Logplex", "Set A, B config vars", "Remove B config vars"],
            Platform.Apps["raxx-rack-staging"].Releases.Select(release => release.Description));
        await RefusesAsync(422, "invalid_params", "PATCH", $"{App}/config-vars", """{"A":1}""");
    }

    [Fact]
    public async Task A_domain_needs_both_keys_and_is_added_once()
    {
        await Probe.CreateAppAsync();
        const string Domain = """{"hostname":"rack.raxx.app","sni_endpoint":null}""";
        await RefusesAsync(422, "invalid_params", "POST", $"{App}/domains", """{"hostname":"rack.raxx.app"}""");
        var added = await Probe.SendAsync("POST", $"{App}/domains", Domain);

        Assert.Equal((201, "custom"), (added.Status, (string?)added.Body["kind"]));
        Assert.EndsWith(".herokudns.com", (string?)added.Body["cname"], StringComparison.Ordinal);
        await RefusesAsync(422, "invalid_params", "POST", $"{App}/domains", Domain);
        Assert.Equal(
            ["heroku", "custom"], (await Probe.SendAsync("GET", $"{App}/domains")).Body.AsArray().Select(domain => (string?)domain!["kind"]));
    }

    [Fact]
    public async Task Buildpacks_are_known_ones_and_stay()
    {
        await Probe.CreateAppAsync();
        await RefusesAsync(422, "invalid_params", "PUT", $"{App}/buildpack-installations", """{"updates":[{"buildpack":"heroku/cobol"}]}""");
        await Probe.InstallBuildpackAsync();
        var installed = await Probe.SendAsync("GET", $"{App}/buildpack-installations");

        Assert.Equal("heroku/dotnet", (string?)installed.Body[0]!["buildpack"]!["name"]);
    }

    [Fact]
    public async Task Dynos_cannot_be_scaled_before_the_first_code()
    {
        await Probe.CreateAppAsync();
        var answer = await Probe.SendAsync("PATCH", $"{App}/formation", """{"updates":[{"type":"web","quantity":1,"size":"eco"}]}""");

        Assert.Equal((404, "Couldn't find that process type (web)."), (answer.Status, (string?)answer.Body["message"]));
    }

    [Theory]
    [InlineData(true, true, "eco", 422)]
    [InlineData(true, true, "basic", 200)]
    [InlineData(false, true, "eco", 200)]
    [InlineData(false, false, "eco", 422)]
    [InlineData(false, true, "free", 422)]
    public async Task Eco_is_for_personal_apps_with_a_subscription(bool isTeam, bool isSubscribed, string size, int status)
    {
        Platform.Account.HasEcoSubscription = isSubscribed;
        await (isTeam
            ? Probe.SendAsync("POST", "/teams/apps", """{"name":"raxx-rack-staging","team":"moosequest"}""")
            : Probe.CreateAppAsync());
        await Probe.InstallBuildpackAsync();
        await Probe.DeployAsync();
        var answer = await Probe.SendAsync("PATCH", $"{App}/formation", $$"""{"updates":[{"type":"web","quantity":1,"size":"{{size}}"}]}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal(isTeam || !isSubscribed ? "Basic" : "Eco", (string?)(await Probe.SendAsync("GET", $"{App}/formation")).Body[0]!["size"]);
    }

    [Fact]
    public async Task A_small_dyno_does_not_multiply()
    {
        await Probe.CreateAppAsync();
        await Probe.InstallBuildpackAsync();
        await Probe.DeployAsync();

        await RefusesAsync(422, "invalid_params", "PATCH", $"{App}/formation", """{"updates":[{"type":"web","quantity":2}]}""");
    }
}
