using Xunit.Runner.Common;
using Xunit.Sdk;

namespace Reasonator.Tests.Running;

/// <summary>Says how far the tests are, and of each test that failed its own output. <c>./test</c> asks for it by <c>-reporter progress</c>.</summary>
public sealed class ProgressReporter : IRunnerReporter
{
    public bool CanBeEnvironmentallyEnabled => false;

    public string Description => "says how many tests of how many have ended";

    public bool ForceNoLogo => true;

    public bool IsEnvironmentallyEnabled => false;

    public string RunnerSwitch => "progress";

    public ValueTask<IRunnerReporterMessageHandler> CreateMessageHandler(IRunnerLogger logger, IMessageSink? diagnosticMessageSink) =>
        new(new ProgressHandler(logger));
}
