namespace Reasonator.Batches;

/// <summary>Tells this process's runner that there is a new batch; the others find it when they look.</summary>
internal sealed class BatchSignal(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _new = new(0, 1);

    public void Set()
    {
        lock (_new)
        {
            if (_new.CurrentCount == 0)
            {
                _new.Release();
            }
        }
    }

    /// <summary>Ends at the signal, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await _new.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public void Dispose() => _new.Dispose();
}
