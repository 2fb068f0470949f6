using Reasonator.Caching;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Pipeline;

/// <summary>A text of a job: its ids, and the key under which its run is shared.</summary>
internal readonly record struct JobText(TextKey Key, TokenSequence Tokens);
