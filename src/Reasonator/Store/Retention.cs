namespace Reasonator.Store;

/// <summary>Deletes what is kept no longer also while nothing is written: a batch's texts must not outlive their time.</summary>
internal sealed class Retention(Database database, StoreHealth health, StoreOptions options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RetentionPeriod, time);
        while (database.Exists && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TrimAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The writer tells of a database that is away; the next hour comes.
            }
        }
    }

    private async Task TrimAsync(CancellationToken stop)
    {
        if (health.State is not StoreState.Ok)
        {
            return;
        }

        await using var transaction = await BoundedTransaction.BeginAsync(database.Source, stop);
        await RowBudget.LockAsync(transaction.Connection, stop);
        var rows = await RowBudget.TrimAsync(transaction.Connection, options.RowBudget, stop);
        await transaction.CommitAsync(stop);
        health.Counted(rows);
    }
}
