using FsCheck;
using FsCheck.Fluent;
using Reasonator.Caching;
using Reasonator.Inference.Runtime;

namespace Reasonator.Tests.Caching;

public sealed class ScoreCacheTests
{
    [Fact]
    public void What_was_added_is_found_and_nothing_else()
    {
        var cache = Of(entries: 4);

        cache.Add(Key(1), Score(1));

        Assert.True(cache.TryGet(Key(1), out var score));
        Assert.Equal(Score(1), score);
        Assert.False(cache.TryGet(Key(2), out _));
        Assert.Equal(new CacheStatistics(Entries: 1, Capacity: 4, Hits: 1, Misses: 1), cache.Statistics);
    }

    [Fact]
    public void Full_it_keeps_what_was_asked_for_and_gives_up_what_was_not()
    {
        var cache = Of(entries: 3);
        AddAll(cache, 1, 2, 3);
        cache.TryGet(Key(1), out _);

        AddAll(cache, 4);

        Assert.Equal([true, false, true, true], Found(cache, 1, 2, 3, 4));
    }

    [Fact]
    public void When_everything_was_asked_for_the_oldest_gives_way()
    {
        var cache = Of(entries: 3);
        AddAll(cache, 1, 2, 3);
        Found(cache, 1, 2, 3);

        AddAll(cache, 4);

        Assert.Equal([false, true, true, true], Found(cache, 1, 2, 3, 4));
    }

    [Fact]
    public void Takes_no_more_bytes_than_it_may()
    {
        Assert.InRange(new ScoreCache(8 << 20).Statistics.Capacity, 100_000, (8 << 20) / ScoreCache.BytesAnEntry);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var cache = new ScoreCache(8 << 20);
        cache.Add(Key(1), Score(1));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1 << 20, (8 << 20) + 1024);
    }

    [Fact]
    public void With_less_than_one_entrys_bytes_it_is_off()
    {
        var cache = new ScoreCache(ScoreCache.BytesAnEntry - 1);

        AddAll(cache, 1);

        Assert.Equal([false], Found(cache, 1));
        Assert.Equal(0, cache.Statistics.Capacity);
    }

    [Fact]
    public void Whatever_is_added_and_asked_for_a_hit_is_the_score_of_its_key() =>
        Prop.ForAll(
            Gen.Choose(0, 40).ListOf(300).ToArbitrary(),
            Gen.Choose(1, 12).ToArbitrary(),
            (steps, entries) =>
            {
                var cache = Of(entries);
                return steps.TrueForAll(n =>
                {
                    var right = !cache.TryGet(Key(n), out var score) || score == Score(n);
                    cache.Add(Key(n), Score(n));
                    return right && cache.TryGet(Key(n), out score) && score == Score(n) && cache.Statistics.Entries <= entries;
                });
            }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Another_model_has_another_key_for_the_same_text()
    {
        Assert.Equal(TextKey.Of("f1", "Profit rose"), TextKey.Of("f1", "Profit rose"));
        Assert.NotEqual(TextKey.Of("f1", "Profit rose"), TextKey.Of("f2", "Profit rose"));
        Assert.NotEqual(TextKey.Of("f1", "Profit rose"), TextKey.Of("f1P", "rofit rose"));
        Assert.NotEqual(TextKey.Of("f1", ""), TextKey.Of("f1", "\0"));
    }

    [Fact]
    public void A_long_text_has_a_key_too()
    {
        var text = new string('€', 20_000);

        Assert.Equal(TextKey.Of("f", text), TextKey.Of("f", text));
        Assert.NotEqual(TextKey.Of("f", text), TextKey.Of("f", text.AsSpan(1)));
    }

    private static ScoreCache Of(int entries) => new(entries * ScoreCache.BytesAnEntry);

    // Few different first words, so that chains are long.
    private static TextKey Key(int n) => new((ulong)(n % 3), (ulong)n, 0, 0);

    private static TextScore Score(int n) => new(new Logits(n, -n, 0.5f), n, n % 2 == 0);

    private static void AddAll(ScoreCache cache, params int[] keys) => Array.ForEach(keys, n => cache.Add(Key(n), Score(n)));

    private static bool[] Found(ScoreCache cache, params int[] keys) => [.. keys.Select(n => cache.TryGet(Key(n), out _))];
}
