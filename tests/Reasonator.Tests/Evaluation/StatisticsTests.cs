using FsCheck;
using FsCheck.Fluent;
using Reasonator.Evaluation;
using Reasonator.Inference.Runtime;

namespace Reasonator.Tests.Evaluation;

public sealed class StatisticsTests
{
    private const Label Up = Label.Positive;
    private const Label Down = Label.Negative;
    private const Label Flat = Label.Neutral;

    private static readonly Gen<(Label, Label)[]> Answers =
        Gen.Elements(Up, Down, Flat).Two().Select(pair => (pair.Item1, pair.Item2)).NonEmptyListOf().Select(list => list.ToArray());

    [Fact]
    public void Figures_are_those_worked_out_by_hand()
    {
        var confusion = new Confusion([(Up, Up), (Up, Up), (Up, Down), (Down, Down), (Flat, Up), (Flat, Flat)]);

        Assert.Equal(4 / 6.0, confusion.Accuracy, 12);
        Assert.Equal((2 / 3.0, 2 / 3.0, 3), (confusion.Precision(Up), confusion.Recall(Up), confusion.Support(Up)));
        Assert.Equal((0.5, 1.0), (confusion.Precision(Down), confusion.Recall(Down)));
        Assert.Equal((1.0, 0.5), (confusion.Precision(Flat), confusion.Recall(Flat)));
        Assert.Equal(2 / 3.0, confusion.MacroF1, 12);
        Assert.Equal(2 / 3.0, confusion.WeightedF1, 12);
        // Chance: (3·3 + 1·2 + 2·1) / 36 = 13/36; (24 − 13) / (36 − 13).
        Assert.Equal(11 / 23.0, confusion.Kappa, 12);
    }

    [Fact]
    public void A_label_that_never_occurs_has_no_F1_and_breaks_nothing()
    {
        var confusion = new Confusion([(Up, Up)]);

        Assert.Equal((1.0, 1.0, 1.0), (confusion.Accuracy, confusion.MacroF1, confusion.WeightedF1));
        Assert.Equal(0, confusion.F1(Down));
    }

    [Fact]
    public void Macro_F1_counts_the_labels_that_occur_as_truth_or_as_answer_and_no_other()
    {
        Assert.Equal(1, new Confusion([(Up, Up), (Down, Down)]).MacroF1, 12);
        // Flat is nobody's truth and yet an answer: it counts, with 0.
        Assert.Equal(1 / 3.0, new Confusion([(Up, Up), (Down, Flat)]).MacroF1, 12);
        Assert.Equal(1 / 2.0, new Confusion([(Up, Up), (Down, Up), (Down, Down), (Up, Down)]).MacroF1, 12);
        Assert.Equal(0, new Confusion([]).MacroF1);
    }

    [Fact]
    public void Whatever_the_answers_the_figures_keep_to_their_bounds() =>
        Prop.ForAll(Answers.ToArbitrary(), answers =>
        {
            var confusion = new Confusion(answers);
            Assert.Equal(answers.Count(a => a.Item1 == a.Item2) / (double)answers.Length, confusion.Accuracy, 12);
            Assert.All((double[])[confusion.MacroF1, confusion.WeightedF1], figure => Assert.InRange(figure, 0, 1));
            Assert.InRange(confusion.Kappa, -1, 1);
            var perfect = new Confusion(answers.Select(a => (a.Item1, a.Item1)));
            Assert.Equal((1.0, 1.0), (Math.Round(perfect.MacroF1, 12), Math.Round(perfect.WeightedF1, 12)));
            Assert.Equal(answers.Length, confusion.Total);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void An_interval_holds_its_figure_and_is_the_same_every_time() =>
        Prop.ForAll(Answers.ToArbitrary(), answers =>
        {
            var (low, high) = Bootstrap.Interval(answers, c => c.Accuracy);
            Assert.InRange(new Confusion(answers).Accuracy, low, high);
            Assert.Equal((low, high), Bootstrap.Interval(answers, c => c.Accuracy));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void An_interval_of_a_hundred_coins_is_as_wide_as_the_binomial_says()
    {
        var (low, high) = Bootstrap.Interval([.. Enumerable.Range(0, 100).Select(i => (Up, i < 50 ? Up : Down))], c => c.Accuracy);

        Assert.InRange(low, 0.38, 0.42);
        Assert.InRange(high, 0.58, 0.62);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(10, 2, 0.038574)] // 2 · (1 + 12 + 66) / 4096
    [InlineData(2, 10, 0.038574)]
    [InlineData(900, 1100, 8.5e-6)]
    public void The_exact_test_gives_the_binomials_tail(int first, int second, double p) =>
        Assert.Equal(p, new McNemar(first, second).P, p * 0.02);

    [Fact]
    public void Only_the_texts_at_which_the_two_differ_count() =>
        Assert.Equal(new McNemar(2, 1), McNemar.Of([(true, true), (true, false), (true, false), (false, true), (false, false)]));

    [Fact]
    public void Calibration_is_off_by_the_distance_of_confidence_and_accuracy()
    {
        // Half of the answers say 0.9 and are always right, half say 0.6 and are right half the time.
        var bins = Calibration.Of([.. Enumerable.Range(0, 40).Select(i => i < 20 ? (0.9, true) : (0.6, i % 2 == 0))]);

        Assert.Equal((0.1 + 0.1) / 2, Calibration.Error(bins), 12);
        Assert.Equal(40, bins.Sum(bin => bin.Count));
        Assert.Equal(1, Calibration.Of([(1.0, true)])[^1].Count);
    }

    [Theory]
    [InlineData("Profit rose to a record", Up)]
    [InlineData("Shares plunge on weak sales", Down)]
    [InlineData("The board will meet on Tuesday", Flat)]
    [InlineData("Profit did not improve", Flat)]
    [InlineData("No gains, never strong", Down)]
    public void The_word_list_counts_good_and_bad_and_heeds_negations(string text, Label label) => Assert.Equal(label, Lexicon.LabelOf(text));
}
