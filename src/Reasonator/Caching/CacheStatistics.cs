namespace Reasonator.Caching;

/// <summary>Scores held, the most that can be, and look-ups since the start.</summary>
internal sealed record CacheStatistics(int Entries, int Capacity, long Hits, long Misses);
