namespace Reasonator.Inference.Runtime;

/// <summary>The scored text: its most likely label and the probability of each.</summary>
/// <param name="Label">The label with the largest logit; the first of equals in the graph's order.</param>
/// <param name="Positive">Probability in [0, 1], rounded to 7 decimals; the three sum to 1 within 1e-6.</param>
/// <param name="Negative">See <paramref name="Positive"/>.</param>
/// <param name="Neutral">See <paramref name="Positive"/>.</param>
public readonly record struct Verdict(Label Label, double Positive, double Negative, double Neutral)
{
    /// <summary>P(positive) − P(negative), in [−1, 1].</summary>
    public double Sentiment => Math.Round(Positive - Negative, LabelOrder.Decimals);

    /// <summary>The verdict of probabilities that do not come of logits, such as a mean; the first of equal largest ones wins.</summary>
    public static Verdict Of(double positive, double negative, double neutral)
    {
        var label = positive >= negative && positive >= neutral ? Label.Positive : negative >= neutral ? Label.Negative : Label.Neutral;
        return new Verdict(
            label,
            Math.Round(positive, LabelOrder.Decimals),
            Math.Round(negative, LabelOrder.Decimals),
            Math.Round(neutral, LabelOrder.Decimals));
    }
}
