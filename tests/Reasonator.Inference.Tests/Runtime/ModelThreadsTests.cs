using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tests.Tokenization;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Runtime;

public sealed class ModelThreadsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thread_of_the_pool_that_asks_the_model_does_none_of_its_arithmetic()
    {
        using var model = OnnxSentimentModel.Load(Path.Combine(RepositoryFiles.InRepository("models/finbert-mini"), "model.onnx"));
        var tokens = new TokenSequence([101, .. Enumerable.Repeat(5618, 510), 102], false);
        model.Infer(tokens);

        var own = await OnAThreadOfItsOwn(() => Cost(model, tokens));
        var asking = await Task.Run(() => Cost(model, tokens), Stop);

        Assert.True(own > TimeSpan.FromMilliseconds(10), $"{own}");
        Assert.True(asking < own / 4, $"The thread that asked used {asking}, a thread that runs it {own}.");
    }

    [Fact]
    public async Task Work_of_a_thread_of_the_pool_is_done_on_another_and_work_of_any_other_thread_where_it_is()
    {
        Assert.False(await Task.Run(() => ModelThreads.Run(() => Thread.CurrentThread.IsThreadPoolThread), Stop));
        Assert.True(await OnAThreadOfItsOwn(() => ModelThreads.Run(() => Environment.CurrentManagedThreadId) == Environment.CurrentManagedThreadId));
    }

    [Fact]
    public async Task What_the_work_throws_is_thrown_to_who_asked() =>
        Assert.Equal("why", (await Assert.ThrowsAsync<InvalidDataException>(() => Task.Run(() => ModelThreads.Run<int>(() => throw new InvalidDataException("why")), Stop))).Message);

    [Fact]
    public async Task Each_item_is_done_once_and_on_no_thread_of_the_pool()
    {
        var done = new ConcurrentQueue<(int Item, bool OfThePool)>();

        await Task.Run(() => ModelThreads.ForEach([.. Enumerable.Range(0, 100)], i => done.Enqueue((i, Thread.CurrentThread.IsThreadPoolThread))), Stop);

        Assert.Equal(Enumerable.Range(0, 100), done.Select(item => item.Item).Order());
        Assert.DoesNotContain(done, item => item.OfThePool);
    }

    [Fact]
    public void After_a_failure_no_item_is_begun_and_the_failure_is_thrown()
    {
        var begun = 0;

        Assert.Throws<InvalidDataException>(() => ModelThreads.ForEach([.. Enumerable.Range(0, 100_000)], _ =>
        {
            Interlocked.Increment(ref begun);
            throw new InvalidDataException();
        }));

        // Each thread fails at its first item.
        Assert.InRange(begun, 1, Environment.ProcessorCount);
    }

    private static Task<T> OnAThreadOfItsOwn<T>(Func<T> work) =>
        Task.Factory.StartNew(work, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Processor time that the calling thread itself spends on some runs: a loaded machine does not change it.</summary>
    private static TimeSpan Cost(OnnxSentimentModel model, TokenSequence tokens)
    {
        var before = ThreadTime();
        for (var i = 0; i < 5; i++)
        {
            model.Infer(tokens);
        }

        return ThreadTime() - before;
    }

    private static TimeSpan ThreadTime()
    {
        // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2).
        Assert.Equal(0, GetTime(3, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    /// <summary>The kernel's timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
