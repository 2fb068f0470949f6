using System.Security.Cryptography;
using System.Text;
using Reasonator.Inference.Runtime;

namespace Reasonator.Models;

/// <summary>A short hash over everything that decides a score's bits.</summary>
internal static class Fingerprint
{
    // 64 bits: two fingerprints are compared with each other, never searched for.
    private const int HexDigits = 16;

    public static string Of(ModelManifest manifest, string weightsSha) => Of(
        weightsSha,
        manifest.Vocabulary.Sha256,
        string.Join(',', manifest.Labels),
        OnnxSentimentModel.RuntimeVersion,
        manifest.Quantisation,
        CpuClass.Name);

    /// <summary>The same without what only a host decides: its CPU and the runtime's version.</summary>
    public static string OfLineage(ModelManifest manifest, string weightsSha) =>
        Of(weightsSha, manifest.Vocabulary.Sha256, string.Join(',', manifest.Labels), manifest.Quantisation);

    internal static string Of(params string[] parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return Convert.ToHexStringLower(hash)[..HexDigits];
    }
}
