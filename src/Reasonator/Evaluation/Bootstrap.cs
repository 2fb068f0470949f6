using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>The 95 % interval of a figure, by drawing the set's rows again and again (percentile bootstrap, seeded).</summary>
internal static class Bootstrap
{
    private const int Draws = 2000;
    private const int Seed = 20190827;

    public static (double Low, double High) Interval(IReadOnlyList<(Label Truth, Label Answer)> answers, Func<Confusion, double> figure)
    {
        var random = new Random(Seed);
        var figures = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            figures[draw] = figure(new Confusion(Enumerable.Range(0, answers.Count).Select(_ => answers[random.Next(answers.Count)])));
        }

        Array.Sort(figures);
        return (figures[(int)(0.025 * Draws)], figures[(int)(0.975 * Draws) - 1]);
    }
}
