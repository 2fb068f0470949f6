using Reasonator.Runbook;
using Reasonator.Tests.Platform;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Ops;

public sealed class DeployRefusalTests : OpsTests
{
    private protected override TimeProvider? Clock { get; } = new ShortPauses();

    [Fact]
    public async Task An_archive_that_is_not_there_is_refused()
    {
        (await World.RunAsync("deploy", "--source", World.Nowhere)).IsRefused($"There is no archive {World.Nowhere}:", "git archive");
    }

    [Fact]
    public async Task Outside_a_repository_the_source_must_be_named()
    {
        Installed.Require("git");
        World.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(World.Folder)!;

        (await OpsProcess.RunAsync(["ops", "deploy", "--env", "staging"], World.Environment, World.Folder)).IsRefused("git archive HEAD failed", "--source");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task What_is_no_whole_archive_is_refused_before_any_call(int bytes)
    {
        using var archive = new OpsArchive();
        await File.WriteAllBytesAsync(archive.Path, bytes == 0 ? "not gzip"u8.ToArray() : (await File.ReadAllBytesAsync(archive.Path, Stop))[..bytes], Stop);

        (await World.RunAsync("deploy", "--source", archive.Path)).IsRefused("is not a whole tar.gz");
        Assert.Empty(World.Platform.Calls);
    }

    [Fact]
    public async Task An_archive_without_the_solution_on_top_is_refused_before_any_call()
    {
        using var archive = new OpsArchive(prefix: "reasonator/");

        (await World.RunAsync("deploy", "--source", archive.Path)).IsRefused("has no Reasonator.sln", "top level");
        Assert.Empty(World.Platform.Calls);
    }

    [Fact]
    public async Task Without_an_app_a_deploy_names_the_bootstrap()
    {
        using var archive = new OpsArchive();

        (await World.RunAsync("deploy", "--source", archive.Path)).IsRefused("There is no app raxx-rack-staging", "ops bootstrap --env staging");
    }

    [Fact]
    public async Task A_key_that_can_read_config_vars_is_too_strong_for_a_workflow()
    {
        using var archive = new OpsArchive();
        await World.WithAppAsync();

        (await World.RunAsync("deploy", "--source", archive.Path, "--require-scoped-key")).IsRefused("can read the app's config vars", "--scope read,write", "revoke");
        Assert.Empty(World.Platform.Changes);
    }

    [Fact]
    public async Task A_scoped_key_and_no_vault_are_enough_for_a_deploy()
    {
        using var archive = new OpsArchive();
        await World.WithAppAsync();
        World.Platform.Keys["HRKU-scoped"] = new PlatformKey("read", "write");
        World.Environment["HEROKU_API_KEY"] = "HRKU-scoped";
        World.Environment.Remove("INFISICAL_TOKEN");

        var answer = await DeployAsync(archive, isScoped: true, sha: OpsWorld.Pin);

        answer.IsDone("HEROKU_API_KEY is scoped", "release v2", "health 200, version 1.0.0");
        Assert.Empty(World.Vault.Calls);
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_log_and_leaves_what_runs()
    {
        using var archive = new OpsArchive();
        var app = await World.WithCodeAsync();
        World.Platform.Pace.FailBuild = true;

        var answer = await DeployAsync(archive);

        answer.IsRefused("failed", "What ran before runs on");
        Assert.Contains(" !     The build failed.", answer.Said("log"));
        Assert.Equal("1111111", app.Running!.Commit);
    }

    [Fact]
    public async Task A_release_phase_that_fails_leaves_what_runs()
    {
        using var archive = new OpsArchive();
        var app = await World.WithCodeAsync();
        (World.Platform.Pace.ReleaseLooks, World.Platform.Pace.FailRelease) = (2, true);

        (await DeployAsync(archive)).IsRefused("Release v3 failed", "heroku releases:output v3");
        Assert.Equal("1111111", app.Running!.Commit);
    }

    [Theory]
    [InlineData("2.0.0", 'a')]
    [InlineData("1.0.0", 'b')]
    public async Task Other_code_or_other_weights_than_expected_are_rolled_back(string version, char weights)
    {
        using var archive = new OpsArchive();
        var app = await World.WithCodeAsync();
        World.Dyno.Version = slug => slug.Commit == "1111111" ? "1.0.0" : version;
        World.Dyno.ModelSha = slug => slug.Commit == "1111111" ? OpsWorld.Pin : new string(weights, 64);

        var answer = await DeployAsync(archive, sha: OpsWorld.Pin);

        answer.Ends(1, "health is not as it must be", "rolled back to v2, as v4", "health after the rollback: 200 ok");
        Assert.Equal("1111111", app.Running!.Commit);
    }

    [Fact]
    public async Task A_first_release_that_is_red_has_nothing_to_go_back_to()
    {
        using var archive = new OpsArchive();
        await World.WithAppAsync();
        World.Dyno.IsRed = _ => true;

        (await DeployAsync(archive)).Ends(1, "503 failed: the model file has another hash", "this was the first release", "docs/incident.md");
    }

    private Task<OpsAnswer> DeployAsync(OpsArchive archive, bool isScoped = false, string? sha = null) => World.RunHereAsync((session, stop) =>
        new Deployment(session, new DeployOptions(archive.Path, sha, isScoped, TimeSpan.FromSeconds(20))).RunAsync(stop));
}
