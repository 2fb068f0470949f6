using Reasonator.Tests.Platform;

namespace Reasonator.Tests.Runbook;

/// <summary>
/// Each call of each verb fails once, in each way; whatever the first run said, a second one finishes the job, a third finds
/// nothing to do, and what is there is what a run without a fault leaves.
/// </summary>
public sealed class FaultMatrixTests
{
    private static readonly Dictionary<string, (Func<RackWorld, Task> Before, Func<RackWorld, Task<Outcome>> Verb)> Cases = new()
    {
        ["bootstrap"] = (_ => Task.CompletedTask, world => world.BootstrapAsync()),
        ["deploy"] = (BootstrappedAsync, world => world.DeployAsync(Verbs.FirstCommit)),
        ["rotate-token"] = (DeployedAsync, world => world.RotateAsync()),
        ["rotate-token --retire"] = (RotatedAsync, world => world.RetireTokenAsync()),
        ["upgrade"] = (DeployedAsync, world => world.UpgradeAsync()),
        ["rollback"] = (TwiceDeployedAsync, world => world.RollbackAsync()),
        ["retire"] = (DeployedAsync, world => world.RetireAsync()),
    };

    public static TheoryData<string, int> Runs => new(
        from verb in Cases.Keys from fault in Enum.GetValues<PlatformFault>() select (verb, (int)fault));

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_second_run_finishes_what_a_fault_broke_off(string name, int kind)
    {
        var (before, verb) = Cases[name];
        var (calls, wanted) = await CleanAsync(before, verb);
        Assert.InRange(calls, 2, 100);
        for (var call = 1; call <= calls; call++)
        {
            var (world, dyno) = await WorldAsync(before);
            await using (world)
            await using (dyno)
            {
                world.Platform.FailCall(call, (PlatformFault)kind);
                var first = await verb(world);
                var second = await verb(world);
                Assert.True(second.IsGood, $"call {call}: {first}\nthen {second}");
                Assert.Equal($"call {call}: {wanted}", $"call {call}: {State(world)}");
                var third = await verb(world);
                Assert.True(third is { IsGood: true, Changes: 0 }, $"call {call}: {third}");
                Assert.False(world.Platform.Destroyed);
            }
        }
    }

    private static async Task<(int Calls, string State)> CleanAsync(Func<RackWorld, Task> before, Func<RackWorld, Task<Outcome>> verb)
    {
        var (world, dyno) = await WorldAsync(before);
        await using (world)
        await using (dyno)
        {
            var outcome = await verb(world);
            Assert.True(outcome is { IsGood: true, Changes: > 0 }, $"{outcome}");
            return (world.Platform.Faults.Calls, State(world));
        }
    }

    private static async Task<(RackWorld World, StubDyno Dyno)> WorldAsync(Func<RackWorld, Task> before)
    {
        var world = await RackWorld.StartAsync();
        var dyno = WholeRunbookTests.Stub(world);
        await before(world);
        world.FirstToken = world.Folder.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN");
        world.Platform.Faults.Reset();
        return (world, dyno);
    }

    private static async Task BootstrappedAsync(RackWorld world) => await world.BootstrapAsync();

    private static async Task DeployedAsync(RackWorld world)
    {
        await world.BootstrapAsync();
        await world.DeployAsync(Verbs.FirstCommit);
    }

    private static async Task RotatedAsync(RackWorld world)
    {
        await DeployedAsync(world);
        await world.RotateAsync();
    }

    private static async Task TwiceDeployedAsync(RackWorld world)
    {
        await DeployedAsync(world);
        await world.DeployAsync(Verbs.SecondCommit);
    }

    /// <summary>Everything that a verb can leave behind, but for what is minted at random.</summary>
    private static string State(RackWorld world)
    {
        var (app, previous) = (world.App, world.Folder.Secrets.GetValueOrDefault("RACK_SERVICE_TOKEN_PREVIOUS"));
        return string.Join('\n',
            string.Join(' ', world.Platform.Apps.Keys),
            $"{app.Region} {app.Team} {string.Join(' ', app.Buildpacks)}",
            string.Join(' ', app.Addons.Select(addon => addon.Plan)),
            string.Join(' ', app.Domains.Select(domain => domain.Hostname).Order()),
            string.Join(' ', app.ConfigVars.Where(v => v.Key is not ("DATABASE_URL" or "INFISICAL_HOST")).OrderBy(v => v.Key).Select(v => $"{v.Key}={v.Value}")),
            string.Join(' ', app.Formation.Values.Select(dynos => $"{dynos.Type}={dynos.Quantity}:{dynos.Size}")),
            $"runs {app.Current?.Slug?.Commit}, built {app.Builds.Count} times",
            $"previous token is the first: {previous == world.FirstToken}",
            $"{world.Folder.IsMissing} {string.Join(' ', world.Folder.Secrets.OrderBy(s => s.Key).Select(s => $"{s.Key}:{s.Value.Length}"))}");
    }
}
