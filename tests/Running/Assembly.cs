using Reasonator.Tests.Running;
using Xunit.Runner.Common;

[assembly: TimeLimit]
// A service inside a test writes its log to the console: the lines belong to that test, and are shown when it fails.
[assembly: CaptureConsole]
[assembly: RegisterRunnerReporter(typeof(ProgressReporter))]
