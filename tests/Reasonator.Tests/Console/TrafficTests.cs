using Microsoft.Extensions.Time.Testing;
using Reasonator.Observability;
using Reasonator.Pipeline;
using Reasonator.Store;

namespace Reasonator.Tests.OperatorConsole;

public sealed class TrafficTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Traffic _traffic;

    public TrafficTests() => _traffic = new Traffic(_time);

    [Theory]
    [InlineData(0.13)]
    [InlineData(1)]
    [InlineData(7.7)]
    [InlineData(480)]
    [InlineData(20_000)]
    public void A_quantile_is_told_within_a_fifth(double milliseconds)
    {
        for (var i = 0; i < 1000; i++)
        {
            _traffic.Answered(200, TimeSpan.FromMilliseconds(milliseconds));
        }

        var total = _traffic.Stages().Total;

        Assert.InRange(total.P50!.Value, milliseconds / 1.2, milliseconds * 1.2);
        Assert.InRange(total.P99!.Value, milliseconds / 1.2, milliseconds * 1.2);
    }

    [Fact]
    public void The_quantiles_lie_where_the_times_lie()
    {
        for (var i = 0; i < 100; i++)
        {
            _traffic.Answered(200, TimeSpan.FromMilliseconds(i < 95 ? 2 : 900));
        }

        var total = _traffic.Stages().Total;

        Assert.InRange(total.P50!.Value, 1.6, 2.4);
        Assert.InRange(total.P99!.Value, 750, 1080);
    }

    [Fact]
    public void Times_below_and_beyond_the_buckets_are_in_the_outermost()
    {
        _traffic.Answered(200, TimeSpan.Zero);
        Assert.InRange(_traffic.Stages().Total.P50!.Value, 0.1, 0.125);
        _time.Advance(TimeSpan.FromSeconds(90));
        _traffic.Answered(200, TimeSpan.FromHours(1));
        Assert.InRange(_traffic.Stages().Total.P50!.Value, 25_000, 33_000);
    }

    [Fact]
    public void What_is_older_than_a_minute_counts_no_more()
    {
        var at = _time.GetTimestamp();
        var millisecond = _time.TimestampFrequency / 1000;
        _traffic.Scored(1, new StageTimes(at, at + millisecond, at + (3 * millisecond), at + (7 * millisecond), at + (7 * millisecond)));
        Assert.InRange(_traffic.Stages().Infer.P50!.Value, 4 / 1.2, 4 * 1.2);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(_traffic.Stages().Infer.P50);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_traffic.Stages().Infer.P50);
    }

    [Fact]
    public void Every_second_is_told_once_also_where_nothing_happened_and_at_most_sixty()
    {
        var known = -1L;
        Assert.Empty(_traffic.Since(ref known));
        _traffic.Answered(200, TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([1, 0, 0], _traffic.Since(ref known).Select(second => second.Requests));
        Assert.Empty(_traffic.Since(ref known));

        _time.Advance(TimeSpan.FromMinutes(10));
        _traffic.Answered(429, TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        var seconds = _traffic.Since(ref known);

        Assert.Equal(Traffic.Kept, seconds.Count);
        Assert.Equal((1, 1), (seconds[^1].Refused, seconds.Sum(second => second.Requests)));
        Assert.Equal(Enumerable.Range(0, Traffic.Kept).Select(i => seconds[0].At + i), seconds.Select(second => second.At));
    }

    [Fact]
    public void The_last_hundred_scores_are_remembered_in_order()
    {
        var recent = new RecentScores();
        var known = 0L;
        for (var i = 0; i < 250; i++)
        {
            recent.Add(new RecentScore(0, default, $"{i}", "service", default, 3, "neutral", 0, false));
        }

        Assert.Equal(Enumerable.Range(151, 100).Select(n => (long)n), recent.Since(ref known).Select(score => score.Number));
        Assert.Empty(recent.Since(ref known));
        recent.Add(new RecentScore(0, default, "last", "service", default, 3, "neutral", 0, false));
        Assert.Equal((251, "last"), recent.Since(ref known).Select(score => (score.Number, score.RequestId)).Single());
    }
}
