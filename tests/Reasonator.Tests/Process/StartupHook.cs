using Reasonator.Hosting;
using Reasonator.Observability;
using Reasonator.Ops;

/// <summary>
/// What the runtime calls before Main where DOTNET_STARTUP_HOOKS names this assembly: the process ends as after a hung run, and
/// something of what runs at exit waits for ever, as for a lock that the run holds.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => new ManualResetEventSlim().Wait();
        new ProcessEnd(new LogQueue(_ => { })).Now(ReasonatorCommand.Hung);
    }
}
