using System.Runtime.CompilerServices;

namespace Reasonator.Caching;

/// <summary>
/// Scores of texts that ran, by the hash of text and model: a fixed number of bytes, holding no text. When it is full,
/// the first entry that nobody asked for since the last round gives way (CLOCK). Safe for concurrent use.
/// </summary>
internal sealed class ScoreCache
{
    // Chains hold places from 1 on, so that zeroed memory is an empty cache.
    private const int None = 0;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private Entry[] _entries = [];
    private int[] _chains = [];
    private int _count;
    private int _hand;
    private long _hits;
    private long _misses;

    /// <param name="bytes">The most memory that the entries may take; less than one entry's switches the cache off.</param>
    public ScoreCache(long bytes) => _capacity = (int)Math.Min(bytes / BytesAnEntry, Array.MaxLength);

    /// <summary>What one score takes: the entry and its share of the chains' heads.</summary>
    public static int BytesAnEntry { get; } = Unsafe.SizeOf<Entry>() + sizeof(int);

    /// <summary>How it is filled and used since the start.</summary>
    public CacheStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new CacheStatistics(_count, _capacity, _hits, _misses);
            }
        }
    }

    /// <summary>Looks a text up; a hit keeps its entry for another round.</summary>
    public bool TryGet(in TextKey key, out TextScore score)
    {
        lock (_lock)
        {
            var place = Find(key);
            if (place == None)
            {
                _misses++;
                score = default;
                return false;
            }

            _hits++;
            At(place).Used = true;
            score = At(place).Score;
            return true;
        }
    }

    /// <summary>Keeps the score of a text that ran. A text that is held already stays as it is.</summary>
    public void Add(in TextKey key, TextScore score)
    {
        lock (_lock)
        {
            if (_capacity == 0 || Find(key) != None)
            {
                return;
            }

            if (_entries.Length == 0)
            {
                Allocate();
            }

            var place = _count < _capacity ? ++_count : Evict();
            ref var head = ref Head(key);
            At(place) = new Entry { Key = key, Score = score, Next = head };
            head = place;
        }
    }

    // Not cleared, and not before the first score: memory that no entry uses is never touched, so it is not resident.
    private void Allocate()
    {
        _entries = GC.AllocateUninitializedArray<Entry>(_capacity);
        _chains = new int[_capacity];
    }

    private ref Entry At(int place) => ref _entries[place - 1];

    private ref int Head(in TextKey key) => ref _chains[key.First % (ulong)_chains.Length];

    private int Find(in TextKey key)
    {
        var place = _count == 0 ? None : Head(key);
        while (place != None && At(place).Key != key)
        {
            place = At(place).Next;
        }

        return place;
    }

    /// <summary>Takes an entry out of its chain; its place.</summary>
    private int Evict()
    {
        while (At(Turn()).Used)
        {
            At(_hand).Used = false;
        }

        ref var link = ref Head(At(_hand).Key);
        while (link != _hand)
        {
            link = ref At(link).Next;
        }

        link = At(_hand).Next;
        return _hand;
    }

    private int Turn() => _hand = (_hand % _capacity) + 1;

    private struct Entry
    {
        public TextKey Key;
        public TextScore Score;
        public int Next;
        public bool Used;
    }
}
