using Dapper;
using Npgsql;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>The rows of <c>batch_score_jobs</c>. Times are the server's: no process's clock decides over another's batch.</summary>
internal sealed class BatchTable(Database database, StoreHealth health, StoreOptions store, BatchOptions options)
{
    private const string Select =
        """
        select j.*, extract(epoch from now() - j.started_at)::float8 as seconds_running, ahead.*, made.*
        from batch_score_jobs j,
        lateral (select coalesce(sum(a.total - a.done - a.failed), 0)::int as items_ahead, coalesce(sum(a.tokens - a.tokens_done), 0)::bigint as tokens_ahead
          from batch_score_jobs a where a.finished_at is null and a.id < j.id) ahead,
        lateral (select (array_agg(c.model_sha order by c.result_id desc))[1] as model_sha, count(distinct c.model_sha)::int as models
          from batch_score_chunks c where c.job_id = j.id and c.result_id is not null) made
        """;

    private const string InsertJob =
        """
        insert into batch_score_jobs (id, created_at, caller, request_id, kind, status, idempotency_key, body_sha256, total, tokens, chunks)
        values (@Id, now(), @Caller, @RequestId, 'score', 'queued', @Key, @BodySha256, @Total, @Tokens, @Chunks)
        """;

    private const string InsertChunk =
        """
        insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id)
        values (@Id, @JobId, @Number, @Items, @Tokens, @Mode, @Texts, @TextsId)
        """;

    // First the chunks, then the job: the order in which a chunk's end takes their locks.
    private const string CancelChunks =
        """
        delete from batch_score_chunks c using batch_score_jobs j
        where j.id = @id and j.finished_at is null and c.job_id = j.id and c.result_id is null
        """;

    private const string CancelJob = "update batch_score_jobs set status = 'cancelled', finished_at = now() where id = @id and finished_at is null";

    /// <summary>An id for a new batch: the oldest batch goes first, by the server's clock.</summary>
    public async Task<Guid> NewIdAsync(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<Guid>(new CommandDefinition($"select {ServerClock.NewId}", cancellationToken: stop));
    }

    /// <summary>A batch; null where there is none.</summary>
    public async Task<BatchRow?> FindAsync(Guid id, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.QuerySingleOrDefaultAsync<BatchRow>(new CommandDefinition($"{Select} where j.id = @id", new { id }, cancellationToken: stop));
    }

    /// <summary>Stores a batch whole, or finds the one that is there already under its id or its key.</summary>
    /// <returns>The batch; null when there is no room for it.</returns>
    public Task<BatchRow?> SubmitAsync(NewBatch batch, IReadOnlyList<ChunkCut> cuts, Func<ChunkCut, byte[]> texts, string mode, CancellationToken stop) =>
        StoreOnceAsync(batch, connection => InsertAsync(connection, batch, cuts, texts, mode, stop), stop);

    /// <summary>Stores what a new batch begins with in one transaction, unless it is there already under its id or its key.</summary>
    /// <param name="batch">What it begins with.</param>
    /// <param name="insert">Makes its rows, while nobody else adds any; false when there is no room for them.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>The batch; null when there is no room for it.</returns>
    public async Task<BatchRow?> StoreOnceAsync(NewBatch batch, Func<NpgsqlConnection, Task<bool>> insert, CancellationToken stop)
    {
        await using var transaction = await BoundedTransaction.BeginAsync(database.Source, stop);
        var connection = transaction.Connection;
        await RowBudget.LockAsync(connection, stop);
        if (await FindSameAsync(connection, batch, stop) is { } known)
        {
            return known;
        }

        if (!await insert(connection))
        {
            return null;
        }

        var rows = await RowBudget.TrimAsync(connection, store.RowBudget, stop);
        var made = await FindSameAsync(connection, batch, stop);
        await transaction.CommitAsync(stop);
        health.Counted(rows);
        return made;
    }

    /// <summary>Drops what has not run of a batch that has not ended.</summary>
    public async Task CancelAsync(Guid id, CancellationToken stop)
    {
        await using var transaction = await BoundedTransaction.BeginAsync(database.Source, stop);
        await RowBudget.LockAsync(transaction.Connection, stop);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(CancelChunks, new { id }, cancellationToken: stop));
        await transaction.Connection.ExecuteAsync(new CommandDefinition(CancelJob, new { id }, cancellationToken: stop));
        await transaction.CommitAsync(stop);
    }

    private async Task<bool> InsertAsync(NpgsqlConnection connection, NewBatch batch, IReadOnlyList<ChunkCut> cuts, Func<ChunkCut, byte[]> texts, string mode, CancellationToken stop)
    {
        if (!await BatchRoom.MakeAsync(connection, options.MostRows(store.RowBudget), cuts.Count + 1, options.ResultsSafe, stop))
        {
            return false;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            InsertJob,
            new { batch.Id, Caller = batch.Caller.Name, batch.RequestId, batch.Key, batch.BodySha256, Total = cuts.Sum(cut => cut.Items), Tokens = cuts.Sum(cut => (long)cut.Tokens), Chunks = cuts.Count },
            cancellationToken: stop));
        for (var i = 0; i < cuts.Count; i++)
        {
            // One at a time: the others' bytes are not made yet.
            var chunk = new { Id = Guid.CreateVersion7(), JobId = batch.Id, Number = i, cuts[i].Items, cuts[i].Tokens, Mode = mode, Texts = texts(cuts[i]), TextsId = Guid.CreateVersion7() };
            await connection.ExecuteAsync(new CommandDefinition(InsertChunk, chunk, cancellationToken: stop));
        }

        return true;
    }

    /// <summary>The batch of a submission that was stored before, or in this transaction.</summary>
    private static Task<BatchRow?> FindSameAsync(NpgsqlConnection connection, NewBatch batch, CancellationToken stop) =>
        connection.QuerySingleOrDefaultAsync<BatchRow>(new CommandDefinition(
            $"{Select} where j.id = @Id or (j.caller = @Caller and j.idempotency_key = @Key)", new { batch.Id, Caller = batch.Caller.Name, batch.Key }, cancellationToken: stop));
}
