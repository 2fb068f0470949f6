using FsCheck;
using FsCheck.Fluent;
using Reasonator.Inference.Runtime;

namespace Reasonator.Inference.Tests.Runtime;

public sealed class LabelOrderTests
{
    private static readonly LabelOrder Finbert = new(["positive", "negative", "neutral"]);

    [Fact]
    public void Scores_are_a_distribution_and_the_label_is_the_largest() =>
        Prop.ForAll(Logit(), Logit(), Logit(), (a, b, c) =>
        {
            var verdict = Finbert.ToVerdict(new Logits(a, b, c));
            double[] scores = [verdict.Positive, verdict.Negative, verdict.Neutral];
            return scores.All(s => s is >= 0 and <= 1)
                && Math.Abs(scores.Sum() - 1) < 1e-6
                && verdict.Sentiment is >= -1 and <= 1
                && scores[(int)verdict.Label] >= scores.Max() - 1e-6;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Theory]
    [InlineData(-50f, 45f, 0f, Label.Negative)]
    [InlineData(float.MaxValue, -3e38f, 0f, Label.Positive)]
    [InlineData(-3e38f, -3e38f, -2e38f, Label.Neutral)]
    public void Extreme_logits_do_not_overflow(float a, float b, float c, Label label)
    {
        var verdict = Finbert.ToVerdict(new Logits(a, b, c));

        Assert.Equal(label, verdict.Label);
        Assert.Equal(1, verdict.Positive + verdict.Negative + verdict.Neutral, 6);
    }

    [Fact]
    public void The_graphs_order_decides_which_output_is_which_label()
    {
        var tone = new LabelOrder(["neutral", "positive", "negative"]);

        Assert.Equal(Label.Neutral, tone.ToVerdict(new Logits(3, 0, 0)).Label);
        Assert.Equal(Label.Positive, tone.ToVerdict(new Logits(0, 3, 0)).Label);
        Assert.True(tone.ToVerdict(new Logits(0, 0, 3)).Negative > 0.9);
        Assert.Equal(["neutral", "positive", "negative"], tone.Names);
    }

    [Theory]
    [InlineData("positive", "negative")]
    [InlineData("positive", "negative", "negative")]
    [InlineData("positive", "negative", "Neutral")]
    public void An_order_that_is_not_the_three_labels_is_refused(params string[] names) =>
        Assert.Throws<ArgumentException>(() => new LabelOrder(names));

    private static Arbitrary<float> Logit() =>
        Gen.Choose(-40_000, 40_000).Select(n => n / 1000f).ToArbitrary();
}
