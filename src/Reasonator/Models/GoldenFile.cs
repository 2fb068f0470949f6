namespace Reasonator.Models;

/// <summary>Texts with recorded logits; a loaded model must reproduce them before it is called ready.</summary>
internal sealed record GoldenFile : ModelFile
{
    /// <summary>The largest difference of a recorded logit, or of a recorded probability, that is still the same model.</summary>
    public required double Tolerance { get; init; }
}
