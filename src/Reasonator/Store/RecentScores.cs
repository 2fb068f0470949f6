namespace Reasonator.Store;

/// <summary>The last hundred scores, with a database and without one. Safe for concurrent use.</summary>
internal sealed class RecentScores
{
    /// <summary>Scores that are remembered.</summary>
    public const int Kept = 100;

    private readonly Lock _lock = new();
    private readonly RecentScore[] _ring = new RecentScore[Kept];
    private long _count;

    /// <summary>Remembers a score; its number is given here.</summary>
    public void Add(in RecentScore score)
    {
        lock (_lock)
        {
            _ring[_count % Kept] = score with { Number = ++_count };
        }
    }

    /// <summary>Those that came after one that is known, the oldest first.</summary>
    /// <param name="known">The number of the last one that was told, 0 for none; replaced.</param>
    public IReadOnlyList<RecentScore> Since(ref long known)
    {
        lock (_lock)
        {
            var scores = new List<RecentScore>();
            for (var i = Math.Max(known, _count - Kept); i < _count; i++)
            {
                scores.Add(_ring[i % Kept]);
            }

            known = _count;
            return scores;
        }
    }
}
