namespace Reasonator.Store;

/// <summary>That a text was scored: what is kept of the text, what was answered, what made it, who asked.</summary>
/// <param name="Scored">Timestamp of its answer, on the service's monotonic clock.</param>
/// <param name="Request">Who asked for what, shared by all texts of a request.</param>
/// <param name="Text">Never the text.</param>
/// <param name="Tokens">Tokens read, of all sentences of a document.</param>
/// <param name="Label">As the contract writes it.</param>
/// <param name="Positive">Probability.</param>
/// <param name="Negative">Probability.</param>
/// <param name="Neutral">Probability.</param>
/// <param name="Sentiment">In [−1, 1].</param>
internal readonly record struct ScoreEvent(
    long Scored,
    ScoredRequest Request,
    TextDigest Text,
    int Tokens,
    string Label,
    double Positive,
    double Negative,
    double Neutral,
    double Sentiment)
{
    /// <summary>A UUID of version 7: sorts by time, and makes a row that is sent twice one row. Empty until it is sent first.</summary>
    public Guid Id { get; init; }

    /// <summary>When it was answered, by the server's clock, from the moment that it has an id.</summary>
    public DateTimeOffset ScoredAt { get; init; }
}
