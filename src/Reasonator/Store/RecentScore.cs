namespace Reasonator.Store;

/// <summary>A score that was answered a short time ago, as long as this process remembers it; never the text.</summary>
/// <param name="Number">Counts from 1 since the start.</param>
/// <param name="ScoredAt">When it was answered.</param>
/// <param name="RequestId">X-Request-Id of its request.</param>
/// <param name="Caller">Whose token the request carried.</param>
/// <param name="Text">What is kept of the text.</param>
/// <param name="Tokens">Tokens read, of all sentences of a document.</param>
/// <param name="Label">As the contract writes it.</param>
/// <param name="Sentiment">In [−1, 1].</param>
/// <param name="Cached">Whether nothing had to run for it.</param>
internal readonly record struct RecentScore(
    long Number, DateTimeOffset ScoredAt, string RequestId, string Caller, TextDigest Text, int Tokens, string Label, double Sentiment, bool Cached);
