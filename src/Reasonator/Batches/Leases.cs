using System.Collections.Concurrent;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>The leases of the chunks in flight: they are renewed together, and who has lost one hears of it.</summary>
internal sealed partial class Leases(ChunkTable chunks, BatchOptions options, TimeProvider time, ILogger<Leases> logger)
{
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _held = new();

    /// <summary>Keeps a lease from now on; the token says when it is lost, or the service stops.</summary>
    public CancellationToken Add(Guid lease, CancellationToken stop)
    {
        var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _held[lease] = lost;
        return lost.Token;
    }

    public void Remove(Guid lease)
    {
        if (_held.TryRemove(lease, out var lost))
        {
            lost.Dispose();
        }
    }

    /// <summary>Renews until the service stops.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await RenewAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Gives back what is still held, so that another process need not wait for its end.</summary>
    public async Task GiveBackAsync()
    {
        using var limit = new CancellationTokenSource(LastTry, time);
        try
        {
            if (!_held.IsEmpty)
            {
                await chunks.ReleaseAsync([.. _held.Keys], limit.Token);
            }
        }
        catch (Exception e)
        {
            Log.NotGivenBack(logger, StoreFault.Name(e), _held.Count);
        }
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        Guid[] mine = [.. _held.Keys];
        try
        {
            var held = mine.Length > 0 ? await chunks.RenewAsync(mine, stop) : [];
            foreach (var lease in mine.Where(lease => !held.Contains(lease)))
            {
                Lose(lease);
            }
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // The database is away: nobody else can take them either, and the runner tells of the fault.
        }
    }

    private void Lose(Guid lease)
    {
        // Stored meanwhile: then it was removed, or is about to be.
        if (_held.TryRemove(lease, out var lost))
        {
            lost.Cancel();
            lost.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The leases of {Count} chunks were not given back ({Fault}): they run out by themselves")]
        public static partial void NotGivenBack(ILogger logger, string fault, int count);
    }
}
