using Reasonator.Scoring;

namespace Reasonator.Store;

/// <summary>Where a request leaves what was scored; it never waits for the database.</summary>
internal sealed class ScoreEvents(EventBuffer buffer, StoreOptions options, TimeProvider time)
{
    /// <summary>Notes the score of a text; does nothing where there is no database.</summary>
    public void Add(ScoredRequest request, TextDigest text, ScoreResult result)
    {
        if (options.Database is null || result is not { Label: { } label, Scores: { } scores, Sentiment: { } sentiment, Tokens: { } tokens })
        {
            return;
        }

        var now = time.GetUtcNow();
        buffer.Add(new ScoreEvent(Guid.CreateVersion7(now), now, request, text, tokens, label, scores.Positive, scores.Negative, scores.Neutral, sentiment));
    }
}
