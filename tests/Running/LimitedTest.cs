using System.Diagnostics;

namespace Reasonator.Tests.Running;

/// <summary>A test that runs, and the watch over its time.</summary>
internal sealed class LimitedTest : IDisposable
{
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _watch;

    public LimitedTest(ITestContext context, string name, TimeSpan limit, TimeSpan grace)
    {
        // A thread of its own: the pool may be what is stuck.
        _watch = new Thread(() => Watch(context, name, limit, grace)) { IsBackground = true, Name = "test limit" };
        _watch.Start();
    }

    /// <summary>True when the test ran longer than it may.</summary>
    public bool IsPast { get; private set; }

    public void Dispose()
    {
        _ended.Set();
        _watch.Join();
        _ended.Dispose();
    }

    private void Watch(ITestContext context, string name, TimeSpan limit, TimeSpan grace)
    {
        if (_ended.Wait(limit) || Debugger.IsAttached)
        {
            return;
        }

        IsPast = true;
        var stacks = Stacks.Read();
        context.TestOutputHelper?.WriteLine(stacks);
        // What awaits the token may go on in the thread that cancels it, up to Dispose, which waits for this one.
        new Thread(context.CancelCurrentTest) { IsBackground = true, Name = "test cancellation" }.Start();
        if (!_ended.Wait(grace))
        {
            using var error = new StreamWriter(Console.OpenStandardError());
            error.WriteLine($"{name} did not end {grace.TotalSeconds:0} s after its limit of {limit.TotalSeconds:0} s. The suite ends here.\n{stacks}");
            error.Flush();
            // Environment.Exit would wait for what may be stuck.
            NativeExit(TimeLimitAttribute.Hung);
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "_exit")]
    private static extern void NativeExit(int code);
}
