using System.Data;
using Dapper;
using Npgsql;
using Reasonator.Batches;
using Reasonator.Scoring;
using Reasonator.Store;

namespace Reasonator.Tracing;

/// <summary>
/// Reads the stored scores, the newest first: the events of single scores, a row each, merged with the results of batches, a
/// chunk a row. Both have ids that sort by time. At most limit + 1 of either kind are held, and the bytes of one chunk.
/// </summary>
internal sealed class ScoreTrace(Database database)
{
    private const string Events =
        """
        select id::text, scored_at, caller, request_id, mode, encode(text_sha256, 'hex') as text_sha256, text_length, tokens, label, sentiment, model_sha, fingerprint,
          lineage <> @lineage as stale, false as rescorable, positive, negative, neutral
        from score_event
        where id < @before and (@TextSha256::bytea is null or text_sha256 = @TextSha256) and (@ModelSha::text is null or model_sha = @ModelSha)
          and (@RequestId::text is null or request_id = @RequestId) and (@Stale::boolean is null or (lineage <> @lineage) = @Stale)
        order by id desc limit @Limit + 1
        """;

    // One at a time: how many of its texts are wanted is seen in it alone, and a row may have a megabyte. A hash may be found
    // across the end of one and the beginning of the next; who reads them sees.
    private const string Chunk =
        $"""
        select c.result_id, c.job_id as batch_id, j.request_id, j.caller, c.mode, c.results, c.text_hashes, c.model_sha, c.fingerprint, c.lineage <> @lineage as stale,
          {RescoreTable.IsNewest} as rescorable
        from batch_score_chunks c join batch_score_jobs j on j.id = c.job_id
        where c.result_id <= @before and c.result_id is distinct from @read::uuid and (@TextSha256::bytea is null or position(@TextSha256 in c.text_hashes) > 0)
          and (@ModelSha::text is null or c.model_sha = @ModelSha) and (@RequestId::text is null or j.request_id = @RequestId) and (@Stale::boolean is null or (c.lineage <> @lineage) = @Stale)
        order by c.result_id desc limit 1
        """;

    /// <summary>The scores that a filter wants.</summary>
    /// <param name="filter">Which, how many, and behind which.</param>
    /// <param name="lineage">Scores of another one are stale.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<ScorePage> ReadAsync(ScoreFilter filter, string lineage, CancellationToken stop)
    {
        // Both kinds as they are at one moment: what comes between the statements is on neither side of a page's end.
        await using var snapshot = await BoundedTransaction.BeginAsync(database.Source, stop, IsolationLevel.RepeatableRead);
        var connection = snapshot.Connection;
        var (before, read) = (filter.After?.Id ?? Guid.AllBitsSet, (Guid?)null);
        var events = new Queue<TracedScore>(await ReadEventsAsync(connection, filter, lineage, before, stop));
        var page = new List<TracedScore>();
        while (page.Count <= filter.Limit && await ReadChunkAsync(connection, filter, lineage, before, read, stop) is { } chunk)
        {
            Move(events, page, filter.Limit, newerThan: chunk.ResultId);
            page.AddRange(chunk.Scores(filter).Take(filter.Limit + 1 - page.Count));
            (before, read) = (chunk.ResultId, chunk.ResultId);
        }

        Move(events, page, filter.Limit, newerThan: Guid.Empty);
        return ScorePage.Of(page, filter.Limit);
    }

    private static void Move(Queue<TracedScore> events, List<TracedScore> page, int limit, Guid newerThan)
    {
        while (page.Count <= limit && events.TryPeek(out var next) && Guid.Parse(next.Id) > newerThan)
        {
            page.Add(events.Dequeue());
        }
    }

    private static Task<IEnumerable<TracedScore>> ReadEventsAsync(NpgsqlConnection connection, ScoreFilter filter, string lineage, Guid before, CancellationToken stop) =>
        connection.QueryAsync<TracedScore, Scores, TracedScore>(
            new CommandDefinition(Events, new { filter.TextSha256, filter.ModelSha, filter.RequestId, filter.Stale, filter.Limit, lineage, before }, cancellationToken: stop),
            (score, scores) => score with { Scores = scores },
            splitOn: "positive");

    private static Task<ScoredChunk?> ReadChunkAsync(NpgsqlConnection connection, ScoreFilter filter, string lineage, Guid before, Guid? read, CancellationToken stop) =>
        connection.QuerySingleOrDefaultAsync<ScoredChunk>(
            new CommandDefinition(Chunk, new { filter.TextSha256, filter.ModelSha, filter.RequestId, filter.Stale, lineage, before, read }, cancellationToken: stop));
}
