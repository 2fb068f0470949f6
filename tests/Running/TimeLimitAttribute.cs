using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

namespace Reasonator.Tests.Running;

/// <summary>
/// Fails each test that runs past the limit, with the stacks of its process and of the processes that it started. The test's
/// own token is cancelled; a test that does not end then takes the process with it, after its name was written.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    /// <summary>Seconds that a test may take, and that it has after them to end; for the test of this limit.</summary>
    public const string Variable = "REASONATOR_TEST_LIMIT_SECONDS";

    /// <summary>The exit code of a process that was ended because a test did not.</summary>
    public const int Hung = 70;

    private static readonly TimeSpan Limit = Environment.GetEnvironmentVariables()[Variable] is string seconds
        ? TimeSpan.FromSeconds(double.Parse(seconds))
        : TimeSpan.FromMinutes(10);

    // Reading the stacks of a busy process and stopping its services takes a while.
    private static readonly TimeSpan Grace = Limit < TimeSpan.FromMinutes(2) ? Limit : TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, LimitedTest> _running = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        _running[test.UniqueID] = new LimitedTest(TestContext.Current, test.TestDisplayName, Limit, Grace);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out var limited))
        {
            limited.Dispose();
            Assert.False(limited.IsPast, $"The test ran past its limit of {Limit.TotalSeconds:0} s. The stacks are in its output.");
        }
    }
}
