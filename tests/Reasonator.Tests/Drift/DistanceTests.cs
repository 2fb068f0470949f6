using Reasonator.Drift;

namespace Reasonator.Tests.Drift;

public sealed class DistanceTests
{
    [Fact]
    public void The_same_day_twice_is_no_distance()
    {
        var distance = Distance.Of(Day(40, 30, 30), Day(40, 30, 30))!;

        Assert.Equal((0, 1, 0, "none"), (distance.Labels, distance.LabelChance, distance.Sentiment, distance.Verdict));
    }

    // χ² = 2·(10²/50 + 10²/30 + 0) = 10.667, of which the table for two degrees of freedom says 0.0048; and the table of
    // Kolmogorov and Smirnov says 0.230 for 100 and 100 scores at one in a hundred.
    [Fact]
    public void The_chances_are_those_of_the_tables()
    {
        var distance = Distance.Of(Day(60, 20, 20), Day(40, 40, 20))!;

        Assert.Equal(0.2, distance.Labels, 9);
        Assert.Equal(0.0048, distance.LabelChance, 4);
        Assert.Equal(0.230, distance.SentimentByChance, 3);
    }

    // χ² of (60, 40) and (40, 60) is 8: one degree of freedom, of which the table says 0.0047; two would make it 0.018, and chance.
    // So too for any two of the three labels. Where all have one label there is nothing to differ.
    [Theory]
    [InlineData(60, 40, 0, 40, 60, 0, 0.0047, "drift")]
    [InlineData(60, 0, 40, 40, 0, 60, 0.0047, "drift")]
    [InlineData(0, 60, 40, 0, 40, 60, 0.0047, "drift")]
    [InlineData(100, 0, 0, 0, 100, 0, 0, "drift")]
    [InlineData(99, 1, 0, 100, 0, 0, 0.3161, "none")]
    [InlineData(0, 0, 100, 0, 0, 50, 1, "none")]
    public void A_label_that_occurs_on_neither_day_is_no_degree_of_freedom(int a, int b, int c, int d, int e, int f, double chance, string verdict)
    {
        var distance = Distance.Of(Day(a, b, c), Day(d, e, f))!;

        Assert.Equal(chance, distance.LabelChance, 4);
        Assert.Equal(verdict, distance.Verdict);
    }

    [Theory]
    [InlineData(29, 1000, null)]
    [InlineData(1000, 29, null)]
    [InlineData(30, 30, "none")]
    public void Below_thirty_scores_a_day_nothing_is_judged(int now, int then, string? verdict) =>
        Assert.Equal(verdict, Distance.Of(Day(now, 0, 0), Day(then, 0, 0))?.Verdict);

    [Theory]
    [InlineData(20, 20, 20, 26, 17, 17, "none")]
    [InlineData(2000, 2000, 2000, 2600, 1700, 1700, "drift")]
    [InlineData(2000, 2000, 2000, 2200, 1900, 1900, "slight")]
    public void The_same_shares_say_more_with_more_scores(int a, int b, int c, int d, int e, int f, string verdict) =>
        Assert.Equal(verdict, Distance.Of(Day(a, b, c), Day(d, e, f))!.Verdict);

    [Fact]
    public void Sentiment_alone_can_drift()
    {
        var (now, then) = (new DayTally(), new DayTally());
        now.Add("positive", DayTally.Bin(0.9), 300, 270);
        then.Add("positive", DayTally.Bin(0.6), 300, 180);

        var distance = Distance.Of(now, then)!;

        Assert.Equal((0, 1, "drift", "Sentiment"), (distance.Labels, distance.Sentiment, distance.Verdict, distance.What));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(-0.9951, 0)]
    [InlineData(0, 200)]
    [InlineData(0.9999, 399)]
    [InlineData(1, 399)]
    public void A_sentiment_has_its_bin(double sentiment, int bin) => Assert.Equal(bin, DayTally.Bin(sentiment));

    private static DayTally Day(int positive, int negative, int neutral)
    {
        var day = new DayTally();
        day.Add("positive", DayTally.Bin(0.8), positive, 0.8 * positive);
        day.Add("negative", DayTally.Bin(-0.8), negative, -0.8 * negative);
        day.Add("neutral", DayTally.Bin(0), neutral, 0);
        return day;
    }
}
