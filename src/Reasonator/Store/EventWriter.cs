using Reasonator.Hosting;

namespace Reasonator.Store;

/// <summary>
/// Writes the events in bulk, in the background. A database that is down, full or of another schema keeps them waiting in the
/// buffer; nothing else of the service takes notice.
/// </summary>
internal sealed class EventWriter(Database database, EventBuffer buffer, StoreOptions options, StoreHealth health, TimeProvider time) : BackgroundService
{
    private const int MostAtOnce = 500;

    private readonly ScoreEvent[] _batch = new ScoreEvent[options.Database is null ? 0 : MostAtOnce];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.Exists)
        {
            return;
        }

        try
        {
            await PersistAsync(() => CheckSchemaAsync(stoppingToken), stoppingToken);
            while (true)
            {
                await buffer.WaitAsync(stoppingToken);
                await Task.Delay(options.Linger, time, stoppingToken);
                await WriteAllAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            await WriteLastAsync();
        }
    }

    /// <summary>The listener is closed by now: all that was scored is in the buffer.</summary>
    private async Task WriteLastAsync()
    {
        using var limit = new CancellationTokenSource(options.LastWrite, time);
        try
        {
            await WriteAllAsync(limit.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            health.LeftBehind(buffer.Pending);
            buffer.Lose(buffer.Pending);
        }
    }

    private async Task WriteAllAsync(CancellationToken stop)
    {
        var table = new EventTable(database.Source, options.RowBudget, time);
        while (buffer.Peek(_batch) is > 0 and var count)
        {
            await PersistAsync(() => WriteAsync(table, count, stop), stop);
        }

        Array.Clear(_batch);
    }

    private async Task<StoreState> WriteAsync(EventTable table, int count, CancellationToken stop)
    {
        // After a fault it may be another database, or another version's.
        if (health.State is not StoreState.Ok && await CheckSchemaAsync(stop) is not StoreState.Ok and var unfit)
        {
            return unfit;
        }

        try
        {
            var rows = await SendAsync(table, count, stop);
            buffer.Remove(count);
            health.Wrote(count, rows);
        }
        catch (Exception e) when (StoreFault.IsOfTheRows(e))
        {
            // Else these would hold up all that come after them.
            buffer.Lose(count);
            health.Refused(count, e);
        }

        return StoreState.Ok;
    }

    /// <summary>A try that was stored and not answered is found by the next one, also by the last of a process: the ids stay.</summary>
    private async Task<long> SendAsync(EventTable table, int count, CancellationToken stop)
    {
        try
        {
            return await table.WriteAsync(_batch.AsMemory(0, count), stop);
        }
        finally
        {
            buffer.Keep(_batch.AsSpan(0, count));
        }
    }

    private async Task<StoreState> CheckSchemaAsync(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        var version = await Schema.ReadVersionAsync(connection, stop);
        return version == Schema.Version ? StoreState.Ok : version < Schema.Version ? StoreState.SchemaBehind : StoreState.SchemaAhead;
    }

    /// <summary>Tries a step until it ends well, with growing waits between.</summary>
    private async Task PersistAsync(Func<Task<StoreState>> step, CancellationToken stop)
    {
        for (var wait = options.FirstRetry; !await TryAsync(step, stop); wait = Backoff.Next(wait, options.LongestRetry))
        {
            await Task.Delay(wait, time, stop);
        }
    }

    private async Task<bool> TryAsync(Func<Task<StoreState>> step, CancellationToken stop)
    {
        try
        {
            health.Enter(await step());
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            health.Fail(e);
        }

        return health.State is StoreState.Ok;
    }
}
