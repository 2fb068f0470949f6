using Reasonator.Runbook;

namespace Reasonator.Tests.Ops;

public sealed class RotateTokenTests : OpsTests
{
    private const string Current = "RACK_SERVICE_TOKEN";
    private const string Previous = "RACK_SERVICE_TOKEN_PREVIOUS";

    private protected override TimeProvider? Clock { get; } = new ShortPauses();

    [Fact]
    public async Task Without_a_token_there_is_none_to_rotate()
    {
        (await World.RunAsync("rotate-token")).IsRefused("There is no RACK_SERVICE_TOKEN to rotate", "ops bootstrap --env staging");
        Assert.Empty(World.Vault.Changes);
    }

    [Fact]
    public async Task The_old_token_becomes_the_previous_one_and_a_second_run_changes_nothing()
    {
        await ReadyAsync();
        var first = await World.RunAsync("rotate-token", "--no-wait");
        var minted = World.Vault.Secrets[Current];

        first.IsDone("RACK_SERVICE_TOKEN_PREVIOUS set to the token in use, 43 characters", "RACK_SERVICE_TOKEN minted anew, 43 characters", "2 changes").Hides(OpsWorld.Token, minted);
        (await World.RunAsync("rotate-token", "--no-wait")).IsDone("a rotation is under way", "nothing was changed").Hides(OpsWorld.Token, minted);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", minted);
        Assert.Equal((minted, OpsWorld.Token), (World.Vault.Secrets[Current], World.Vault.Secrets[Previous]));
    }

    [Fact]
    public async Task It_waits_until_the_service_takes_both_and_then_retires_the_old_one()
    {
        await ReadyAsync();
        World.Dyno.Tokens = _ => [World.Vault.Secrets[Current], World.Vault.Secrets.GetValueOrDefault(Previous)];

        (await World.RunAsync("rotate-token")).IsDone("the service accepts the current token", "the service accepts the previous token");
        (await World.RunAsync("rotate-token", "--retire")).IsDone("RACK_SERVICE_TOKEN_PREVIOUS retired", "1 changes");
        (await World.RunAsync("rotate-token", "--retire")).IsDone("no rotation is under way", "nothing was changed");
        Assert.False(World.Vault.Secrets.ContainsKey(Previous));
    }

    [Fact]
    public async Task A_service_that_never_learns_the_new_token_keeps_the_old_one()
    {
        await ReadyAsync();
        World.Dyno.Tokens = _ => [OpsWorld.Token];

        (await World.RunHereAsync((session, stop) => new TokenRotation(session).StartAsync(true, stop))).Ends(1, "does not accept the current token after 12 minutes");
        (await World.RunHereAsync((session, stop) => new TokenRotation(session).RetireAsync(true, stop))).Ends(1, "does not accept the current token");
        Assert.Equal(OpsWorld.Token, World.Vault.Secrets[Previous]);
    }

    [Fact]
    public async Task A_rotation_that_broke_off_halfway_is_finished_before_it_is_retired()
    {
        await ReadyAsync();
        World.Vault.Secrets[Previous] = OpsWorld.Token;

        (await World.RunAsync("rotate-token", "--retire")).IsRefused("The rotation is not finished", "ops rotate-token --env staging");
        (await World.RunAsync("rotate-token", "--no-wait")).IsDone("1 changes");
        Assert.NotEqual(OpsWorld.Token, World.Vault.Secrets[Current]);
    }

    [Fact]
    public async Task Where_no_dyno_runs_nobody_is_waited_for()
    {
        (await ReadyAsync()).Formation["web"].Quantity = 0;

        (await World.RunAsync("rotate-token")).IsDone("no dyno runs, so none has to learn the token");
    }

    private async Task<Platform.FakeApp> ReadyAsync()
    {
        World.WithSecrets();
        return await World.WithCodeAsync();
    }
}
