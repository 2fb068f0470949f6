using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>
/// Takes chunks, has them scored, stores their results; a few at a time, as long as the service is well. The rows are the
/// queue: whatever happens to this process, another goes on with what it had not stored.
/// </summary>
internal sealed partial class BatchRunner(
    IHostApplicationLifetime lifetime,
    Readiness readiness,
    Database database,
    StoreHealth health,
    ChunkTable chunks,
    ChunkScoring scoring,
    Leases leases,
    BatchSignal signal,
    BatchMetrics metrics,
    BatchOptions options,
    StoreOptions store,
    ResidentMemory memory,
    TimeProvider time,
    ILogger<BatchRunner> logger) : BackgroundService
{
    private readonly SemaphoreSlim _free = new(options.ChunksAtOnce);
    private string? _fault;
    private bool _hasWorked;

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.Exists)
        {
            return;
        }

        // Before the drain, which waits for all that runs: a batch is finished elsewhere.
        var stop = lifetime.ApplicationStopping;
        var renewing = leases.KeepAsync(stop);
        try
        {
            await TakeAllAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await renewing;
            await leases.GiveBackAsync();
        }
    }

    private async Task TakeAllAsync(CancellationToken stop)
    {
        while (true)
        {
            await _free.WaitAsync(stop);
            if (readiness is { Status: ServiceStatus.Ok, Model: { } model } && await TryClaimAsync(stop) is { } chunk)
            {
                _hasWorked = true;
                _ = WorkAsync(chunk, model, leases.Add(chunk.Lease, stop));
            }
            else
            {
                TidyUp();
                _free.Release();
                await signal.WaitAsync(options.Poll, stop);
            }
        }
    }

    private async Task<ClaimedChunk?> TryClaimAsync(CancellationToken stop)
    {
        // Tables of another version are not touched; the events' writer looks when they fit.
        if (health.State is StoreState.Starting or StoreState.SchemaBehind or StoreState.SchemaAhead)
        {
            return null;
        }

        try
        {
            var chunk = await chunks.ClaimAsync(stop);
            _fault = null;
            return chunk;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Tell(e);
            return null;
        }
    }

    private async Task WorkAsync(ClaimedChunk chunk, LoadedModel model, CancellationToken lost)
    {
        try
        {
            if (await scoring.ScoreAsync(chunk, model, lost) is { } results)
            {
                await StoreAsync(chunk, results, lost);
                leases.Remove(chunk.Lease);
            }
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // Cancelled, taken by another, or the service is stopping: then the lease is given back.
        }
        catch (Exception e)
        {
            // Its lease runs out, and somebody tries again.
            metrics.Failed();
            Log.ChunkFailed(logger, e, chunk.JobId, chunk.Attempts);
            leases.Remove(chunk.Lease);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Tries until the results are stored, or the chunk is another's: what has been scored is not scored again for a fault of the database.</summary>
    private async Task StoreAsync(ClaimedChunk chunk, ChunkResults results, CancellationToken lost)
    {
        for (var wait = store.FirstRetry; ; wait = Backoff.Next(wait, store.LongestRetry))
        {
            try
            {
                if (await chunks.StoreAsync(chunk, results, lost))
                {
                    metrics.Stored(results);
                }
                else
                {
                    metrics.Discarded();
                    Log.NotStored(logger, chunk.JobId);
                }

                _fault = null;
                return;
            }
            catch (Exception e) when (!lost.IsCancellationRequested && !StoreFault.IsOfTheRows(e))
            {
                Tell(e);
                await Task.Delay(wait, time, lost);
            }
        }
    }

    /// <summary>Gives back what a batch has left in the old generation, once, when there is nothing more to do: it would stay resident.</summary>
    private void TidyUp()
    {
        // One place is the caller's own.
        if (_hasWorked && _free.CurrentCount == options.ChunksAtOnce - 1)
        {
            _hasWorked = false;
            memory.Trim();
        }
    }

    /// <summary>Told once for a fault, not at every try.</summary>
    private void Tell(Exception fault)
    {
        var name = StoreFault.Name(fault);
        if (Interlocked.Exchange(ref _fault, name) != name)
        {
            Log.DatabaseFailed(logger, name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A chunk of batch {Batch} failed at attempt {Attempt}; it is tried again when its lease runs out")]
        public static partial void ChunkFailed(ILogger logger, Exception error, Guid batch, int attempt);

        [LoggerMessage(2, LogLevel.Information, "Results of a chunk of batch {Batch} were not stored: it was cancelled, or another process has it")]
        public static partial void NotStored(ILogger logger, Guid batch);

        [LoggerMessage(3, LogLevel.Warning, "Batches wait for the database ({Fault})")]
        public static partial void DatabaseFailed(ILogger logger, string fault);
    }
}
