namespace Reasonator.Modeling;

/// <summary>What a build made.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Sha">SHA-256 of the weights, as <c>model_sha</c> will say it.</param>
/// <param name="Bytes">Size of the weights.</param>
/// <param name="GoldenTexts">Texts that prove it at every start.</param>
/// <param name="GoldenRun">As many of them as are run at every start; of the others the ids are compared.</param>
/// <param name="GoldenLeft">Texts whose label quantisation changed; they cannot prove it.</param>
/// <param name="LargestDifference">Of a logit from the float graph's, over the golden texts.</param>
/// <param name="Fingerprint">On this machine.</param>
internal sealed record BuiltModel(
    string Folder, string Sha, long Bytes, int GoldenTexts, int GoldenRun, int GoldenLeft, double LargestDifference, string Fingerprint);
