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
}
