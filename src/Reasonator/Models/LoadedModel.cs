using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Models;

/// <summary>A verified model: what turns a text into a verdict, and the proof of what it is.</summary>
internal sealed class LoadedModel(
    ModelManifest manifest, BertTokenizer tokenizer, ISentimentModel network, string weightsSha) : IDisposable
{
    public ModelManifest Manifest => manifest;

    public ISentimentModel Network => network;

    public LabelOrder Labels { get; } = new(manifest.Labels);

    /// <summary>SHA-256 of the loaded weight bytes, 64 hex digits.</summary>
    public string Sha => weightsSha;

    /// <summary>Same fingerprint, same bits (see <see cref="Models.Fingerprint"/>).</summary>
    public string Fingerprint { get; } = Models.Fingerprint.Of(manifest, weightsSha);

    /// <summary>What a score comes of whatever the host: scores of another lineage are stale.</summary>
    public string Lineage { get; } = Models.Fingerprint.OfLineage(manifest, weightsSha);

    /// <summary>The ids that the model reads, cut at its limit.</summary>
    public TokenSequence Tokenize(ReadOnlySpan<char> text) => tokenizer.Encode(text, manifest.MaxTokens);

    public void Dispose() => network.Dispose();
}
