using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>How often each label was given which: rows are the truth, columns the answers, in the order of <see cref="Label"/>.</summary>
internal sealed class Confusion
{
    public const int Labels = 3;

    private readonly int[,] _counts = new int[Labels, Labels];

    public Confusion(IEnumerable<(Label Truth, Label Answer)> answers)
    {
        foreach (var (truth, answer) in answers)
        {
            _counts[(int)truth, (int)answer]++;
        }
    }

    public int Total => _counts.Cast<int>().Sum();

    /// <summary>The share of right answers.</summary>
    public double Accuracy => Share(Enumerable.Range(0, Labels).Sum(i => _counts[i, i]), Total);

    /// <summary>The mean of the F1 of the labels that are the truth or an answer somewhere, each counting the same, as scikit-learn has it.</summary>
    public double MacroF1 => Enum.GetValues<Label>().Where(label => Support(label) + Answers(label) > 0).Select(F1).DefaultIfEmpty(0).Average();

    /// <summary>The mean of the labels' F1, each counting as often as it is the truth.</summary>
    public double WeightedF1 => Share(Each(label => F1(label) * Support(label)).Sum(), Total);

    /// <summary>Cohen's kappa: agreement beyond what the two would reach by chance.</summary>
    public double Kappa
    {
        get
        {
            var chance = Each(label => Share(Support(label), Total) * Share(Answers(label), Total)).Sum();
            return chance < 1 ? (Accuracy - chance) / (1 - chance) : 1;
        }
    }

    public int Count(Label truth, Label answer) => _counts[(int)truth, (int)answer];

    public int Support(Label label) => Each(answer => (double)Count(label, answer)).Sum() is var n ? (int)n : 0;

    public double Precision(Label label) => Share(Count(label, label), Answers(label));

    public double Recall(Label label) => Share(Count(label, label), Support(label));

    public double F1(Label label) => Share(2 * Count(label, label), Support(label) + Answers(label));

    private int Answers(Label label) => (int)Each(truth => (double)Count(truth, label)).Sum();

    private static IEnumerable<double> Each(Func<Label, double> value) => Enum.GetValues<Label>().Select(value);

    // 0 of 0 is 0, as scikit-learn has it.
    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
