namespace Reasonator.Tests.Ops;

public sealed class RollbackTests : OpsTests
{
    [Fact]
    public async Task Without_any_code_there_is_nothing_to_go_back_from()
    {
        await World.WithAppAsync();

        (await World.RunAsync("rollback")).IsRefused("has no release to go back from");
    }

    [Fact]
    public async Task Without_earlier_code_a_repaired_commit_is_the_way()
    {
        await World.WithCodeAsync();

        (await World.RunAsync("rollback")).IsRefused("has run no other code before v2", "deploy a repaired commit");
    }

    [Theory]
    [InlineData("99", "has no release v99 among its last 3")]
    [InlineData("1", "v1 of raxx-rack-staging holds no code")]
    public async Task A_version_that_cannot_run_is_refused(string version, string says)
    {
        await TwoAsync();

        (await World.RunAsync("rollback", "--to", version)).IsRefused(says);
        Assert.Empty(World.Platform.Changes);
    }

    [Fact]
    public async Task Earlier_code_runs_with_the_config_of_now_and_once_more_changes_nothing()
    {
        var app = await TwoAsync();
        app.ConfigVars = new(app.ConfigVars) { ["FLAG_REASONATOR"] = "1" };

        (await World.RunAsync("rollback")).IsDone("rolled back to v2, as v4", "health after the rollback: 200 ok", "1 changes");
        (await World.RunAsync("rollback")).IsDone("v4 is a rollback already (Rollback to v2)", "nothing was changed");
        (await World.RunAsync("rollback", "--to", "2")).IsDone("v4 runs the code of v2 already", "nothing was changed");
        Assert.Equal(("1111111", "1"), (app.Running!.Commit, app.ConfigVars["FLAG_REASONATOR"]));
    }

    private async Task<Platform.FakeApp> TwoAsync()
    {
        await World.WithCodeAsync();
        return await World.WithCodeAsync(commit: "2222222");
    }
}
