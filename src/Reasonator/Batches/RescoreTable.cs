using Dapper;
using Npgsql;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>Makes a batch of what is stale. The texts go from row to row inside the database; nothing of them comes here.</summary>
internal sealed class RescoreTable(Database database, BatchTable batches, StoreOptions store, BatchOptions options)
{
    // A million items take some ten.
    private const int CopySeconds = 60;

    /// <summary>Of a chunk c that has results: there are no newer ones of its texts, nor are any on their way.</summary>
    public const string IsNewest = "not exists (select from batch_score_chunks n where n.texts_id = c.texts_id and (n.result_id is null or n.result_id > c.result_id))";

    private const string IsStale = $"c.result_id is not null and c.lineage <> @lineage and {IsNewest}";

    // Before the lock: it reads all events.
    private const string CountLeft = "select count(*) from score_event where lineage <> @lineage";

    private const string Count = $"select count(*) from batch_score_chunks c where {IsStale}";

    // One statement, so that it sees one moment. Lines are changed at their beginnings alone, where ItemLines and ChunkScoring
    // write {"id":"; a line's end is in no value, and none of them is read as JSON: the server refuses a NUL that an id may
    // have. An item gets its batch before its id, since other batches have the same ids; a rescoring's has it already. Its
    // earlier result becomes a PreviousScore by the batch that is added; what else is in the line is passed over by its reader.
    private const string Insert =
        $$"""
        with stale as materialized (
          select c.*, j.kind, (row_number() over (order by c.job_id, c.number) - 1)::int as place
          from batch_score_chunks c join batch_score_jobs j on j.id = c.job_id where {{IsStale}}),
        made as (
          insert into batch_score_jobs (id, created_at, finished_at, caller, request_id, kind, status, idempotency_key, body_sha256, total, tokens, chunks, not_rescorable)
          select @Id, now(), case when count(*) = 0 then now() end, @Caller, @RequestId, 'rescore', case when count(*) = 0 then 'done' else 'queued' end, @Key, @BodySha256,
            coalesce(sum(items), 0), coalesce(sum(tokens), 0), count(*), @left
          from stale)
        insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts_id, texts, previous)
        select gen_random_uuid(), @Id, place, items, tokens, mode, texts_id,
          case kind when 'rescore' then texts
            else convert_to(substr(replace(chr(10) || convert_from(texts, 'UTF8'), chr(10) || '{"id":"', chr(10) || '{"id":"' || job_id || '/'), 2), 'UTF8') end,
          convert_to(substr(replace(chr(10) || convert_from(results, 'UTF8'), chr(10) || '{"id":', chr(10) || '{"batch_id":"' || job_id || '","id":'), 2), 'UTF8')
        from stale
        """;

    /// <summary>Makes the batch, or finds the one that is there already under its id or its key.</summary>
    /// <param name="batch">What it begins with.</param>
    /// <param name="lineage">Scores of another one are stale.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>The batch; null when there is no room for it.</returns>
    public async Task<BatchRow?> SubmitAsync(NewBatch batch, string lineage, CancellationToken stop)
    {
        var left = await CountLeftAsync(lineage, stop);
        return await batches.StoreOnceAsync(batch, connection => TakeAsync(connection, batch, lineage, left, stop), stop);
    }

    /// <summary>Stale scores whose text is not held.</summary>
    private async Task<int> CountLeftAsync(string lineage, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(CountLeft, new { lineage }, cancellationToken: stop));
    }

    /// <summary>False when it does not fit.</summary>
    private async Task<bool> TakeAsync(NpgsqlConnection connection, NewBatch batch, string lineage, int left, CancellationToken stop)
    {
        var most = options.MostRows(store.RowBudget);
        var stale = await connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, new { lineage }, cancellationToken: stop));
        if (!await BatchRoom.CanHoldAsync(connection, most, stale + 1, options.ResultsSafe, stop))
        {
            return false;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            Insert, new { batch.Id, Caller = batch.Caller.Name, batch.RequestId, batch.Key, batch.BodySha256, lineage, left }, commandTimeout: CopySeconds, cancellationToken: stop));
        // Now, not before: a batch that gives way may be one of those that have just been copied.
        return await BatchRoom.MakeAsync(connection, most, 0, options.ResultsSafe, stop);
    }
}
