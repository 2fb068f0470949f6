using Reasonator.Store;

namespace Reasonator.Tests.Store;

public sealed class EventBufferTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_writers_and_one_reader_lose_nothing_that_fits_and_count_the_rest()
    {
        using var buffer = new EventBuffer(new StoreOptions { BufferBytes = 100_000 * EventBuffer.BytesAnEvent });
        var seen = new HashSet<int>();
        // All at once and for long: writers that seldom meet would prove nothing.
        using var together = new Barrier(4);
        var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait();
            for (var i = 0; i < 100_000; i++)
            {
                buffer.Add(Event(writer * 100_000 + i));
            }
        }, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var batch = new ScoreEvent[64];
        while (!writers.IsCompleted || buffer.Pending > 0)
        {
            var count = buffer.Peek(batch);
            Assert.Equal(count, batch.Take(count).Count(e => seen.Add(e.Tokens)));
            buffer.Remove(count);
        }

        await Eventually.EndsAsync("the writers end", writers, Stop);
        Assert.Equal(400_000, seen.Count + buffer.Lost);
    }

    [Fact]
    public async Task The_oldest_come_first_and_the_newest_do_not_fit()
    {
        using var buffer = new EventBuffer(new StoreOptions { BufferBytes = 3 * EventBuffer.BytesAnEvent });
        var waiting = buffer.WaitAsync(Stop);
        Assert.False(waiting.IsCompleted);
        for (var i = 0; i < 4; i++)
        {
            buffer.Add(Event(i));
        }

        await Eventually.EndsAsync("the reader hears of an event", waiting, Stop);
        buffer.Remove(1);
        buffer.Add(Event(9));
        var batch = new ScoreEvent[8];

        Assert.Equal(3, buffer.Peek(batch));
        Assert.Equal([1, 2, 9], batch.Take(3).Select(e => e.Tokens));
        Assert.Equal(1, buffer.Lost);
    }

    [Fact]
    public void What_was_sent_once_keeps_the_id_that_it_was_sent_with()
    {
        using var buffer = new EventBuffer(new StoreOptions());
        for (var i = 0; i < 3; i++)
        {
            buffer.Add(Event(i));
        }

        var (sent, again, id) = (new ScoreEvent[2], new ScoreEvent[3], Guid.NewGuid());
        buffer.Peek(sent);
        sent[1] = sent[1] with { Id = id };
        buffer.Keep(sent);

        Assert.Equal(3, buffer.Peek(again));
        Assert.Equal([(0, Guid.Empty), (1, id), (2, Guid.Empty)], again.Select(e => (e.Tokens, e.Id)));
    }

    [Fact]
    public void Some_thousand_events_fit_by_default() =>
        Assert.InRange(new StoreOptions().BufferBytes / EventBuffer.BytesAnEvent, 3_000, 10_000);

    private static ScoreEvent Event(int number) => new() { Tokens = number };
}
