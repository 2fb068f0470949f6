using Reasonator.Inference.Runtime;

namespace Reasonator.Caching;

/// <summary>What a run of a text gave.</summary>
/// <param name="Logits">Finite.</param>
/// <param name="Tokens">Tokens read, [CLS] and [SEP] included.</param>
/// <param name="Truncated">True when the text was longer than the model reads.</param>
internal readonly record struct TextScore(Logits Logits, int Tokens, bool Truncated);
