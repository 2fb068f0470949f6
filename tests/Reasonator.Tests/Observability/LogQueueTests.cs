using System.Collections.Concurrent;
using Reasonator.Observability;
using Serilog.Events;
using Serilog.Parsing;

namespace Reasonator.Tests.Observability;

public sealed class LogQueueTests
{
    private readonly ConcurrentQueue<string> _written = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Lines_are_written_in_their_order_and_all_of_them_before_the_end()
    {
        var queue = new LogQueue(Keep);

        for (var i = 0; i < 100; i++)
        {
            queue.Emit(Line($"{i}"));
        }

        queue.Dispose();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), _written);
    }

    [Fact]
    public async Task Who_writes_a_line_never_waits_for_a_reader_and_the_loss_is_told_when_there_is_one()
    {
        using var reader = new SemaphoreSlim(0);
        var writing = new TaskCompletionSource();
        using var queue = new LogQueue(line =>
        {
            writing.TrySetResult();
            reader.Wait(Stop);
            Keep(line);
        });
        queue.Emit(Line("first"));
        await Eventually.EndsAsync("the first line is being written", writing.Task, Stop);

        for (var i = 0; i < LogQueue.Capacity + 17; i++)
        {
            queue.Emit(Line("more"));
        }

        Assert.Equal(17, queue.Lost);
        Assert.Empty(_written);
        reader.Release(10_000);
        await Eventually.TrueAsync("all lines and the loss are written", () => _written.Count == LogQueue.Capacity + 2, Stop, () => $"{_written.Count} lines");
        Assert.StartsWith("17 lines of this log were lost", _written.Last());
        Assert.Equal(0, queue.Lost);
    }

    [Fact]
    public async Task A_full_disk_loses_lines_and_says_so_when_there_is_room_again()
    {
        var full = true;
        var refused = new ConcurrentQueue<string>();
        using var queue = new LogQueue(line =>
        {
            if (Volatile.Read(ref full))
            {
                refused.Enqueue(line.RenderMessage());
                throw new IOException("No space left on device");
            }

            Keep(line);
        });
        queue.Emit(Line("a"));
        queue.Emit(Line("b"));
        // The loss cannot be told either: else the disk would have room before it is tried, and the loss would stand before the next line.
        await Eventually.TrueAsync(
            "both lines are lost, and the notice of them",
            () => refused.Any(line => line.StartsWith("2 lines of this log were lost")) && queue.Lost == 2,
            Stop,
            () => string.Join('\n', refused));

        Volatile.Write(ref full, false);
        queue.Emit(Line("c"));

        await Eventually.TrueAsync("the line and the loss are written", () => _written.Count == 2, Stop, () => $"{_written.Count} lines");
        Assert.Equal("c", _written.First());
        Assert.StartsWith("2 lines of this log were lost", _written.Last());
    }

    [Fact]
    public async Task A_reader_who_never_comes_does_not_hold_the_end_of_the_process()
    {
        using var reader = new SemaphoreSlim(0);
        var writing = new TaskCompletionSource();
        var queue = new LogQueue(_ =>
        {
            writing.TrySetResult();
            reader.Wait(Stop);
        });
        queue.Emit(Line("first"));
        await Eventually.EndsAsync("the first line is being written", writing.Task, Stop);

        await Eventually.EndsAsync("the log ends", Task.Run(queue.Dispose, Stop), Stop);

        reader.Release();
    }

    private static LogEvent Line(string text) =>
        new(TimeProvider.System.GetUtcNow(), LogEventLevel.Information, exception: null, new MessageTemplateParser().Parse(text), []);

    private void Keep(LogEvent line) => _written.Enqueue(line.RenderMessage());
}
