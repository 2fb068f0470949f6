using System.Collections.Concurrent;
using Xunit.Runner.Common;

namespace Reasonator.Tests.Running;

/// <summary>
/// Writes a line every half minute, and keeps the names of the tests that run in a file: what a process that dies ran is read
/// from there.
/// </summary>
internal sealed class ProgressHandler : DefaultRunnerReporterMessageHandler
{
    /// <summary>The file with the names of the tests that run, a line each.</summary>
    public const string RunningVariable = "REASONATOR_TESTS_RUNNING";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _running = new();
    private readonly string? _file = Environment.GetEnvironmentVariables()[RunningVariable] as string;
    private readonly Lock _writing = new();
    private int _cases;
    private int _ended;
    private int _failed;
    private readonly Timer _timer;

    public ProgressHandler(IRunnerLogger logger)
        : base(logger)
    {
        Execution.TestStartingEvent += args => Begin(args.Message.TestUniqueID, args.Message.TestDisplayName);
        Execution.TestFinishedEvent += args => End(args.Message.TestUniqueID);
        Execution.TestFailedEvent += _ => Interlocked.Increment(ref _failed);
        Execution.TestCaseFinishedEvent += _ => Interlocked.Increment(ref _ended);
        _timer = new Timer(_ => Tell(), state: null, Period, Period);
    }

    public override ValueTask DisposeAsync()
    {
        _timer.Dispose();
        return base.DisposeAsync();
    }

    protected override void HandleTestAssemblyDiscoveryFinished(MessageHandlerArgs<TestAssemblyDiscoveryFinished> args)
    {
        _cases += args.Message.TestCasesToRun;
        base.HandleTestAssemblyDiscoveryFinished(args);
    }

    private void Begin(string id, string name)
    {
        _running[id] = name;
        Write();
    }

    private void End(string id)
    {
        _running.TryRemove(id, out _);
        Write();
    }

    private void Write()
    {
        if (_file is not null)
        {
            lock (_writing)
            {
                File.WriteAllLines(_file, _running.Values);
            }
        }
    }

    private void Tell() =>
        Logger.LogImportantMessage($"  {_ended} of {_cases} test methods, {_failed} failed; running: {string.Join(", ", _running.Values)}");
}
