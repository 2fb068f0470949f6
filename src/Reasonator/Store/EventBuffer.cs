using System.Runtime.CompilerServices;

namespace Reasonator.Store;

/// <summary>
/// Events on their way to the database: a ring of structs that never grows beyond its bound. What does not fit is counted as
/// lost; nobody waits. One reader: it looks at the oldest, and takes them out when they are stored. Safe for concurrent use.
/// </summary>
internal sealed class EventBuffer(StoreOptions options) : IDisposable
{
    private const int First = 64;

    private readonly int _capacity = Math.Max(1, options.BufferBytes / BytesAnEvent);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private ScoreEvent[] _ring = [];
    private int _head;
    private int _count;
    private long _lost;

    /// <summary>The most bytes that so many events take, with a request's id and what its events share for each.</summary>
    public static int BytesAnEvent { get; } = Unsafe.SizeOf<ScoreEvent>() + 48 + 2 * 128 + 24;

    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Events that were not and will not be stored.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes an event in, or counts it as lost.</summary>
    public void Add(in ScoreEvent scored)
    {
        lock (_lock)
        {
            if (_count == _capacity)
            {
                Interlocked.Increment(ref _lost);
                return;
            }

            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_head + _count++) % _ring.Length] = scored;
            if (_filled.CurrentCount == 0)
            {
                _filled.Release();
            }
        }
    }

    /// <summary>Ends when there is an event, at once where there is one.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        while (Pending == 0)
        {
            await _filled.WaitAsync(stop);
        }
    }

    /// <summary>Copies the oldest events, without taking them out; how many.</summary>
    public int Peek(Span<ScoreEvent> oldest)
    {
        lock (_lock)
        {
            var count = Math.Min(oldest.Length, _count);
            for (var i = 0; i < count; i++)
            {
                oldest[i] = _ring[(_head + i) % _ring.Length];
            }

            return count;
        }
    }

    /// <summary>Puts the oldest events back as they are now: with the ids under which a try has sent them.</summary>
    public void Keep(ReadOnlySpan<ScoreEvent> oldest)
    {
        lock (_lock)
        {
            for (var i = 0; i < oldest.Length; i++)
            {
                _ring[(_head + i) % _ring.Length] = oldest[i];
            }
        }
    }

    /// <summary>Takes the oldest events out: they are stored.</summary>
    public void Remove(int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                // What an event refers to must not live on here.
                _ring[_head] = default;
                _head = (_head + 1) % _ring.Length;
            }

            _count -= count;
        }
    }

    /// <summary>Takes the oldest events out: they will never be stored.</summary>
    public void Lose(int count)
    {
        Remove(count);
        Interlocked.Add(ref _lost, count);
    }

    public void Dispose() => _filled.Dispose();

    private void Grow()
    {
        var larger = new ScoreEvent[Math.Min(_capacity, Math.Max(First, _ring.Length * 2))];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) % _ring.Length];
        }

        (_ring, _head) = (larger, 0);
    }
}
