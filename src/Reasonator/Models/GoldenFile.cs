namespace Reasonator.Models;

/// <summary>Texts with recorded logits; a loaded model must reproduce them before it is called ready.</summary>
internal sealed record GoldenFile : ModelFile
{
    /// <summary>The largest difference of a logit from the float32 reference that is still the same model.</summary>
    public required double Tolerance { get; init; }
}
