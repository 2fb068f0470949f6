namespace Reasonator.Inference.Runtime;

/// <summary>What a text says about its subject, as FinBERT's three classes.</summary>
public enum Label
{
    Positive,
    Negative,
    Neutral,
}
