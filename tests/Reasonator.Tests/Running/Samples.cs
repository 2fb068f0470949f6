namespace Reasonator.Tests.Running;

/// <summary>Tests that do what a test must not do. <see cref="TimeLimitTests"/> runs them in a process of their own.</summary>
public sealed class Samples
{
    [Fact(Explicit = true)]
    public async Task Waits_for_its_token_for_ever() => await new TaskCompletionSource().Task.WaitAsync(TestContext.Current.CancellationToken);

    [Fact(Explicit = true)]
    public async Task Swallows_the_end_of_its_token() => await TestContext.Current.CancellationToken.CancelledAsync();

    [Fact(Explicit = true)]
    public async Task Waits_for_nothing_for_ever() => await new TaskCompletionSource().Task;

    [Fact(Explicit = true)]
    public void Blocks_its_thread_for_ever() => new ManualResetEventSlim().Wait();

    [Fact(Explicit = true)]
    public void Ends_the_process() => Environment.FailFast("a sample");

    [Fact(Explicit = true)]
    public void Says_something_and_fails()
    {
        Console.WriteLine("a line of the test that fails");
        Assert.Fail("a sample");
    }

    [Fact(Explicit = true)]
    public void Says_something_and_passes() => Console.WriteLine("a line of the test that passes");
}
