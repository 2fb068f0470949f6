using Reasonator.Scoring;

namespace Reasonator.Store;

/// <summary>Where a request leaves what was scored; it never waits for the database.</summary>
internal sealed class ScoreEvents(EventBuffer buffer, RecentScores recent, StoreOptions options, TimeProvider time)
{
    /// <summary>Notes the score of a text: for a while in memory, and where there is a database for its row.</summary>
    public void Add(ScoredRequest request, TextDigest text, ScoreResult result)
    {
        if (result is not { Label: { } label, Scores: { } scores, Sentiment: { } sentiment, Tokens: { } tokens })
        {
            return;
        }

        var now = time.GetUtcNow();
        recent.Add(new RecentScore(0, now, request.Id, request.Caller.Name, text, tokens, label, sentiment, result.Cached is true));
        if (options.Database is not null)
        {
            buffer.Add(new ScoreEvent(time.GetTimestamp(), request, text, tokens, label, scores.Positive, scores.Negative, scores.Neutral, sentiment));
        }
    }
}
