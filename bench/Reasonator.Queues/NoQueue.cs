using Npgsql;

namespace Reasonator.Queues;

/// <summary>What a process is without a queue: a pool with one open connection.</summary>
internal sealed class NoQueue(NpgsqlDataSource database) : IQueue
{
    public Task SubmitAsync(int chunks, int bytes) => Batch.InsertAsync(database, chunks, bytes);

    public void Start()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
