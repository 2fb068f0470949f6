using Reasonator.Runbook;

namespace Reasonator.Tests.Runbook;

/// <summary>The verbs as the tests of whole runs use them.</summary>
internal static class Verbs
{
    public const string FirstCommit = "1111111111111111111111111111111111111111";
    public const string SecondCommit = "2222222222222222222222222222222222222222";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<Outcome> BootstrapAsync(this RackWorld world, RackEnvironment? environment = null, string? dsnFile = null) => world.RunAsync(
        (session, input) => Bootstrap.RunAsync(session, new BootstrapOptions(null, null, dsnFile ?? world.DsnFile(), null), input, Stop), environment);

    public static Task<Outcome> DeployAsync(this RackWorld world, string commit, TimeSpan? deadline = null) => world.RunAsync(
        (session, _) => new Deployment(session, new DeployOptions(world.Archive(commit), null, false, deadline ?? Deadline)).RunAsync(Stop));

    public static Task<Outcome> RotateAsync(this RackWorld world, bool wait = true) => world.RunAsync((session, _) => new TokenRotation(session).StartAsync(wait, Stop));

    public static Task<Outcome> RetireTokenAsync(this RackWorld world) => world.RunAsync((session, _) => new TokenRotation(session).RetireAsync(wait: true, Stop));

    public static Task<Outcome> UpgradeAsync(this RackWorld world) => world.RunAsync(
        async (session, _) => await Upgrade.RunAsync(session, "standard-1x", null, await UpgradeCheck.RunAsync(session, firstCustomer: true, null, Stop), Stop));

    public static Task<Outcome> RollbackAsync(this RackWorld world) => world.RunAsync((session, _) => Rollback.RunAsync(session, null, Deadline, Stop));

    public static Task<Outcome> RetireAsync(this RackWorld world) => world.RunAsync((session, _) => Retirement.RunAsync(session, Stop));

    public static Task<Outcome> VerifyAsync(this RackWorld world) => world.RunAsync((session, _) => new Verification(session).RunAsync(Stop));
}
