using Reasonator.Inference.Runtime;
using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary>A part of an item with its score.</summary>
internal readonly record struct ScoredPart(TextSpan Span, Verdict Verdict, int Tokens, bool Truncated, bool Cached);
