using System.Net;
using Reasonator.Runbook;
using Reasonator.Tests.Platform;

namespace Reasonator.Tests.Runbook;

/// <summary>The whole procedure, from an empty account to a retired service, with the real service as the dyno.</summary>
public sealed class WholeRunbookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_empty_account_to_a_retired_service_and_every_step_again_changes_nothing()
    {
        await using var world = await RackWorld.StartAsync(new PatientTime());
        await using var dyno = new ProcessDyno(world.Platform);

        await DoneAsync(() => world.BootstrapAsync());
        Assert.Empty(world.App.Formation);
        await DoneAsync(() => world.DeployAsync(Verbs.FirstCommit));
        var service = dyno.Of(world.App.Name)!;
        Assert.Equal(HttpStatusCode.OK, (await service.ReadyAsync(Stop)).StatusCode);
        await SameAsync(() => world.BootstrapAsync());
        await SmokeAsync(world);
        await SameAsync(world.VerifyAsync);

        await RotateAsync(world);
        await SmokeAsync(world);
        await DoneAsync(() => world.UpgradeAsync());
        await DoneAsync(() => world.DeployAsync(Verbs.SecondCommit));
        await DoneAsync(() => world.RollbackAsync());
        Assert.Equal(Verbs.FirstCommit, world.App.Running!.Commit);
        await SmokeAsync(world);
        await DoneAsync(() => world.RetireAsync());
        Assert.Null(dyno.Of(world.App.Name));

        await SameAsync(() => world.BootstrapAsync());
        await SameAsync(() => world.DeployAsync(Verbs.FirstCommit));
        await SameAsync(() => world.RetireTokenAsync());
        await SameAsync(() => world.UpgradeAsync());
        await SameAsync(() => world.RollbackAsync());
        await SameAsync(() => world.RetireAsync());
        Assert.False(world.Platform.Destroyed);
        SaysNothingSecret(world);
    }

    [Fact]
    public async Task The_two_environments_share_no_secret_and_no_identity()
    {
        await using var world = await RackWorld.StartAsync();
        await DoneAsync(() => world.BootstrapAsync());
        await DoneAsync(() => world.BootstrapAsync(RackEnvironment.Prod, world.DsnFile("https://other0key@sentry.example.com/42")));

        var (staging, prod) = (world.Vault.Project.Folders["staging"].Secrets, world.Vault.Project.Folders["prod"].Secrets);
        Assert.Equal(["FINBERT_MODEL_SHA", "RACK_OPERATOR_TOKEN", "RACK_SERVICE_TOKEN", "SENTRY_DSN"], prod.Keys.Order());
        Assert.Empty(staging.Where(s => s.Key != "FINBERT_MODEL_SHA").Select(s => s.Value).Intersect(prod.Values));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", prod["RACK_SERVICE_TOKEN"]);
        var (one, other) = (world.App.ConfigVars, world.Platform.Apps["raxx-rack-prod"].ConfigVars);
        Assert.NotEqual(one["INFISICAL_CLIENT_ID"], other["INFISICAL_CLIENT_ID"]);
        Assert.Equal(("staging", "production", "0"), (one["ENV"], other["ENV"], other["FLAG_REASONATOR"]));
        Assert.DoesNotContain(world.Vault.OperatorToken, one.Values.Concat(other.Values));
    }

    [Fact]
    public async Task The_vault_folder_is_there_before_any_secret_and_the_domain_after_the_config()
    {
        await using var world = await RackWorld.StartAsync();
        await DoneAsync(() => world.BootstrapAsync());

        string[] changes = [.. world.Vault.Changes.Select(call => call.Path)];
        Assert.Equal(["/api/v2/folders", "/api/v4/secrets/RACK_SERVICE_TOKEN", "/api/v4/secrets/RACK_OPERATOR_TOKEN", "/api/v4/secrets/SENTRY_DSN", "/api/v4/secrets/FINBERT_MODEL_SHA"], changes);
        Assert.Equal(
            ["POST /apps", "PUT /apps/raxx-rack-staging/buildpack-installations", "POST /apps/raxx-rack-staging/addons", "PATCH /apps/raxx-rack-staging/config-vars", "POST /apps/raxx-rack-staging/domains"],
            world.Platform.Changes.Select(call => $"{call.Method} {call.Path}"));
    }

    [Fact]
    public async Task A_red_release_is_rolled_back_to_the_code_before_with_the_config_of_now()
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        dyno.IsRed = slug => slug.Commit == Verbs.SecondCommit;
        await DoneAsync(() => world.BootstrapAsync());
        await DoneAsync(() => world.DeployAsync(Verbs.FirstCommit));
        world.App.ConfigVars = new(world.App.ConfigVars) { ["FLAG_REASONATOR"] = "1" };

        var outcome = await world.DeployAsync(Verbs.SecondCommit, TimeSpan.FromSeconds(20));

        Assert.Equal(1, outcome.Faults);
        Assert.Contains("health is not as it must be after 20 s: 503 failed", outcome.Text);
        Assert.Contains("rolled back to v", outcome.Text);
        Assert.Contains("health after the rollback: 200 ok", outcome.Text);
        Assert.Equal((Verbs.FirstCommit, "1"), (world.App.Running!.Commit, world.App.ConfigVars["FLAG_REASONATOR"]));
    }

    [Theory]
    [InlineData("2.0.0", null)]
    [InlineData(null, "b")]
    public async Task Another_version_or_other_weights_than_expected_are_red(string? version, string? sha)
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        dyno.Version = _ => version ?? "1.0.0";
        dyno.ModelSha = sha is null ? dyno.ModelSha : _ => new string('b', 64);
        await DoneAsync(() => world.BootstrapAsync());

        var outcome = await world.DeployAsync(Verbs.FirstCommit, TimeSpan.FromSeconds(20));

        Assert.Equal(1, outcome.Faults);
        Assert.Contains("this was the first release", outcome.Text);
    }

    [Fact]
    public async Task A_first_release_runs_on_what_the_platform_gives_where_Eco_is_refused()
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        world.Platform.Account.HasEcoSubscription = false;
        await DoneAsync(() => world.BootstrapAsync());

        var outcome = await world.DeployAsync(Verbs.FirstCommit);

        Assert.True(outcome.IsGood, $"{outcome}");
        Assert.Contains("Subscribe to Eco", outcome.Text);
        Assert.Contains("Until then it is web=1:Basic", outcome.Text);
        await SameAsync(() => world.DeployAsync(Verbs.FirstCommit));
    }

    [Fact]
    public async Task A_size_that_an_operator_chose_outlives_the_next_deploy()
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        await DoneAsync(() => world.BootstrapAsync());
        await DoneAsync(() => world.DeployAsync(Verbs.FirstCommit));
        world.App.Formation["web"].Size = "Basic";

        await DoneAsync(() => world.DeployAsync(Verbs.SecondCommit));

        Assert.Equal("Basic", world.App.Formation["web"].Size);
    }

    [Fact]
    public async Task A_rollback_whose_release_phase_fails_says_so_and_leaves_what_runs()
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        await DoneAsync(() => world.BootstrapAsync());
        await DoneAsync(() => world.DeployAsync(Verbs.FirstCommit));
        await DoneAsync(() => world.DeployAsync(Verbs.SecondCommit));
        world.Platform.Pace.FailRelease = true;

        var outcome = await world.RollbackAsync();

        Assert.Contains("did not end well", outcome.Refusal?.Message);
        Assert.Equal(Verbs.SecondCommit, world.App.Running!.Commit);
    }

    [Fact]
    public async Task A_rotation_waits_until_the_service_knows_both_tokens()
    {
        await using var world = await RackWorld.StartAsync();
        await using var dyno = Stub(world);
        var looks = 0;
        var old = "";
        dyno.Tokens = _ => ++looks < 4 ? [old] : [world.Folder.Secrets["RACK_SERVICE_TOKEN"], world.Folder.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN_PREVIOUS")];
        await DoneAsync(() => world.BootstrapAsync());
        await DoneAsync(() => world.DeployAsync(Verbs.FirstCommit));
        old = world.Folder.Secrets["RACK_SERVICE_TOKEN"];

        var outcome = await world.RotateAsync();

        Assert.True(outcome.IsGood, $"{outcome}");
        Assert.Equal(old, world.Folder.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"]);
        Assert.InRange(looks, 5, 6);
        Assert.Contains("accepts the previous token", outcome.Text);
    }

    internal static StubDyno Stub(RackWorld world) => new(world.Platform)
    {
        ModelSha = _ => world.Folder.Secrets["FINBERT_MODEL_SHA"],
        Tokens = _ => [world.Folder.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN"), world.Folder.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN_PREVIOUS")],
    };

    private static async Task RotateAsync(RackWorld world)
    {
        var old = world.Folder.Secrets["RACK_SERVICE_TOKEN"];
        await DoneAsync(() => world.RotateAsync(wait: false));
        // The platform restarts every dyno once a day; the next boot reads the secrets anew.
        using var probe = new PlatformProbe(world.Platform);
        await probe.SendAsync("DELETE", $"/apps/{world.App.Name}/dynos");
        await SameAsync(() => world.RotateAsync());
        Assert.Equal(old, world.Folder.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"]);
        await DoneAsync(() => world.RetireTokenAsync());
        Assert.DoesNotContain("RACK_SERVICE_TOKEN_PREVIOUS", world.Folder.Secrets.Keys);
    }

    private static async Task SmokeAsync(RackWorld world)
    {
        IReadOnlyList<SmokeCheck> checks = [];
        await world.RunAsync(async (session, _) => checks = await new Smoke(session.Service(world.App.WebUrl, gated: true), TimeProvider.System)
            .RunAsync(await ModelPin.ExpectedAsync(session, null, null, Stop), await ServiceToken.FindAsync(session, Stop), Eventually.Deadline, Stop));
        Assert.Equal(6, checks.Count);
        Assert.All(checks, check => Assert.True(check.Passed, $"{check}"));
    }

    private static async Task DoneAsync(Func<Task<Outcome>> verb)
    {
        var outcome = await verb();
        Assert.True(outcome.IsGood && outcome.Changes > 0, $"{outcome}");
    }

    private static async Task SameAsync(Func<Task<Outcome>> verb)
    {
        var outcome = await verb();
        Assert.True(outcome.IsGood && outcome.Changes == 0, $"{outcome}");
    }

    private static void SaysNothingSecret(RackWorld world)
    {
        var said = string.Join('\n', world.Said);
        Assert.All(world.Secrets().Where(secret => secret.Length > 0), secret => Assert.DoesNotContain(secret, said));
        Assert.Contains(RackWorld.Dsn.Length.ToString(), said);
    }
}
