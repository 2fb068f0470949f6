using Reasonator.Platform;
using Reasonator.Runbook;
using Reasonator.Vault;

namespace Reasonator.Ops;

/// <summary>One run of a verb of the runbook: its session, its report, its exit code.</summary>
internal static class OpsRun
{
    /// <summary>The exit code of a check that finds an upgrade due.</summary>
    public const int Due = 3;

    /// <param name="environment">Where.</param>
    /// <param name="isRehearsal">Whether calls are told instead of made.</param>
    /// <param name="world">What a rehearsal finds.</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="work">The steps; the exit code where all went well.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<int> RunAsync(
        RackEnvironment environment, bool isRehearsal, RehearsedWorld world, TextWriter output, Func<Session, SecretInput, CancellationToken, Task<int>> work, CancellationToken stop)
    {
        var report = new Report(output, isRehearsal);
        var credentials = new Credentials(new ConfigurationBuilder().AddEnvironmentVariables().Build(), isRehearsal);
        var rehearsal = isRehearsal ? new Rehearsal(report, world, environment, ModelPin.OfManifest(credentials) ?? new string('0', 64)) : null;
        var isAskable = !isRehearsal && !Console.IsInputRedirected && !Console.IsErrorRedirected;
        using var session = new Session(environment, report, credentials, TimeProvider.System, rehearsal);
        try
        {
            var code = await work(session, new SecretInput(isAskable), stop);
            if (isRehearsal)
            {
                return 0;
            }

            report.Found(report.Changes == 0 ? "nothing was changed" : $"{report.Changes} changes");
            return report.Faults > 0 ? ReasonatorCommand.Failed : code;
        }
        catch (Exception e) when (e is RunbookException or PlatformException or VaultException)
        {
            await Console.Error.WriteLineAsync($"refused {e.Message}");
            return ReasonatorCommand.Failed;
        }
    }
}
