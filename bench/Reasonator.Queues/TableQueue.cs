using Npgsql;

namespace Reasonator.Queues;

/// <summary>Chunks claimed in their own table, with a lease that a process renews for all its chunks at once.</summary>
internal sealed class TableQueue(NpgsqlDataSource database, Plan plan) : IQueue
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly Guid _process = Guid.NewGuid();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _submitted = new(0);
    private Task _running = Task.CompletedTask;
    private int _held;

    public async Task SubmitAsync(int chunks, int bytes)
    {
        await Batch.InsertAsync(database, chunks, bytes);
        if (plan.Workers > 0)
        {
            _submitted.Release(plan.Workers);
        }
    }

    public void Start() => _running = Task.WhenAll([RenewAsync(), .. Enumerable.Range(0, plan.Workers).Select(_ => TakeAsync())]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _submitted.Dispose();
        _stop.Dispose();
    }

    private async Task TakeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await ClaimAsync() is not var (id, texts))
            {
                await _submitted.WaitAsync(Poll, _stop.Token);
                continue;
            }

            Interlocked.Increment(ref _held);
            var result = await Work.DoAsync(id, texts, plan.WorkMs);
            Interlocked.Decrement(ref _held);
            Work.Tell("end", await FinishAsync(id, result) == 1 ? id : -id);
        }
    }

    private async Task<(long Id, byte[] Texts)?> ClaimAsync()
    {
        await using var claim = database.CreateCommand(
            """
            update chunk set lease = $1, leased_until = now() + interval '30 s' where id =
              (select id from chunk where result is null and (leased_until is null or leased_until < now())
               order by id limit 1 for update skip locked)
            returning id, texts
            """);
        claim.Parameters.Add(new() { Value = _process });
        await using var reader = await claim.ExecuteReaderAsync(_stop.Token);
        return await reader.ReadAsync(_stop.Token) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    // The result, the chunk's end and the proof that the chunk is still ours are one statement.
    private async Task<int> FinishAsync(long id, byte[] result)
    {
        await using var finish = database.CreateCommand(
            "update chunk set result = $3, writes = writes + 1, lease = null, leased_until = null where id = $1 and lease = $2 and result is null");
        finish.Parameters.Add(new() { Value = id });
        finish.Parameters.Add(new() { Value = _process });
        finish.Parameters.Add(new() { Value = result });
        return await finish.ExecuteNonQueryAsync();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            if (Volatile.Read(ref _held) > 0)
            {
                await using var renew = database.CreateCommand("update chunk set leased_until = now() + interval '30 s' where lease = $1 and result is null");
                renew.Parameters.Add(new() { Value = _process });
                await renew.ExecuteNonQueryAsync(_stop.Token);
            }
        }
    }
}
