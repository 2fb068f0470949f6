namespace Reasonator.Inference.Runtime;

/// <summary>The three raw outputs of the classifier, in the order the graph gives them.</summary>
public readonly record struct Logits(float First, float Second, float Third)
{
    /// <summary>False when any output is NaN or infinite: such a run has no verdict.</summary>
    public bool AreFinite => float.IsFinite(First) && float.IsFinite(Second) && float.IsFinite(Third);
}
