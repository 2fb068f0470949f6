using Dapper;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>The rows of <c>batch_score_chunks</c>: whose they are, and what came of them. They are the queue that all processes share.</summary>
internal sealed class ChunkTable(Database database, BatchOptions options)
{
    // Who comes at the same moment passes over a row that is being taken, and takes the next.
    private const string Claim =
        """
        with next as (
          select id from batch_score_chunks where result_id is null and (leased_until is null or leased_until < now())
          order by job_id, number limit 1 for update skip locked),
        taken as (
          update batch_score_chunks c set lease = @lease, leased_until = now() + make_interval(secs => @seconds), attempts = least(attempts + 1, 1000)
          from next where c.id = next.id returning c.*),
        begun as (
          update batch_score_jobs j set status = 'running', started_at = now() from taken where j.id = taken.job_id and j.status = 'queued')
        select id, job_id, lease, mode, texts, previous, attempts::int from taken
        """;

    private const string Renew =
        "update batch_score_chunks set leased_until = now() + make_interval(secs => @seconds) where lease = any(@leases) and result_id is null returning lease";

    private const string Release =
        "update batch_score_chunks set lease = null, leased_until = null, attempts = attempts - 1 where lease = any(@leases) and result_id is null";

    // One statement, so that a chunk's results and its batch's account are stored together or not at all; and only while the
    // lease is this claim's: a process that was taken for dead and wakes up stores nothing.
    private const string Store =
        $"""
        with stored as (
          update batch_score_chunks set result_id = {ServerClock.NewId}, results = @Lines, text_hashes = @TextHashes, model_sha = @ModelSha,
            fingerprint = @Fingerprint, lineage = @Lineage, previous = null, lease = null, leased_until = null
          where id = @id and lease = @lease and result_id is null returning job_id, tokens)
        update batch_score_jobs j set done = done + @Done, failed = failed + @Failed, tokens_done = tokens_done + stored.tokens, chunks_done = chunks_done + 1,
          status = case when chunks_done + 1 < chunks then status when done + @Done = 0 then 'failed' else 'done' end,
          finished_at = case when chunks_done + 1 = chunks then now() end
        from stored where j.id = stored.job_id
        """;

    private const string Next =
        """
        select c.number, c.results, j.finished_at is null as is_active, j.chunks
        from batch_score_jobs j left join lateral (
          select number, results from batch_score_chunks where job_id = j.id and number >= @from order by number limit 1) c on true
        where j.id = @batch
        """;

    /// <summary>Takes the next chunk that nobody works on; null where there is none.</summary>
    public async Task<ClaimedChunk?> ClaimAsync(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.QuerySingleOrDefaultAsync<ClaimedChunk>(new CommandDefinition(
            Claim, new { lease = Guid.NewGuid(), seconds = options.Lease.TotalSeconds }, cancellationToken: stop));
    }

    /// <summary>Prolongs leases; those that are still held.</summary>
    public async Task<HashSet<Guid>> RenewAsync(Guid[] leases, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(Renew, new { leases, seconds = options.Lease.TotalSeconds }, cancellationToken: stop))];
    }

    /// <summary>Gives chunks back that were not finished.</summary>
    public async Task ReleaseAsync(Guid[] leases, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(Release, new { leases }, cancellationToken: stop));
    }

    /// <summary>Stores the results of a chunk; false when it is not this claim's any more, or has its results already.</summary>
    public async Task<bool> StoreAsync(ClaimedChunk chunk, ChunkResults results, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.ExecuteAsync(new CommandDefinition(
            Store,
            new { chunk.Id, chunk.Lease, results.Lines, results.TextHashes, results.Done, results.Failed, results.ModelSha, results.Fingerprint, results.Lineage },
            cancellationToken: stop)) == 1;
    }

    /// <summary>The first chunk of a batch from a number on, and its results where it has them; null when there is no such batch (any more).</summary>
    public async Task<StoredChunk?> ReadAsync(Guid batch, int from, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.QuerySingleOrDefaultAsync<StoredChunk>(new CommandDefinition(
            Next, new { batch, from }, cancellationToken: stop));
    }

    /// <summary>The chunk whose results hold a line that begins so; null where none does.</summary>
    public async Task<int?> FindLineAsync(Guid batch, byte[] beginning, CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
            "select number from batch_score_chunks where job_id = @batch and position(@beginning in results) > 0 limit 1", new { batch, beginning }, cancellationToken: stop));
    }
}
