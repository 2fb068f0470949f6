using Reasonator.Bench;

namespace Reasonator.Tests.Hostile;

/// <summary>The verdict that a soak comes to, on memory whose truth is known.</summary>
public sealed class TrendTests
{
    private const double Megabyte = 1 << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Memory_that_wanders_by_ten_megabytes_is_no_leak_and_one_that_grows_besides_is(int seed)
    {
        var random = new Random(seed);
        var wander = Enumerable.Range(0, 600).Select(i => (X: i * 100.0, Y: (150 * Megabyte) + (5 * Megabyte * Math.Sin(i / 7.0)) + (2 * Megabyte * random.NextDouble()))).ToList();

        var flat = Trend.Of(wander);
        var leaking = Trend.Of([.. wander.Select(s => (s.X, s.Y + (2048 * s.X)))]);

        Assert.InRange(0, flat.Low, flat.High);
        Assert.InRange(2048, leaking.Low, leaking.High);
        Assert.True(leaking.Low > flat.High);
    }

    [Fact]
    public void Too_few_samples_are_no_trend() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Trend.Of([(1, 1), (2, 2)]));
}
