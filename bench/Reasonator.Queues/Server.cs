using Npgsql;
using Reasonator.Bench;

namespace Reasonator.Queues;

/// <summary>A server of its own, and databases with the batch's tables on it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Postgres _server;

    private Server(Postgres server) => _server = server;

    public static async Task<Server> StartAsync() => new(await Postgres.StartAsync());

    /// <summary>A new database with the batch's tables; a connection string with a pool of 8.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"queue_{Guid.NewGuid():N}";
        await using (var root = new Probe(Text("postgres", pooling: false)))
        {
            await root.ExecuteAsync($"create database {name}");
        }

        await using var probe = new Probe(Text(name, pooling: false));
        await probe.ExecuteAsync(Batch.Schema);
        return Text(name, pooling: true);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // As the service opens it (decision 18), but for TLS.
    private string Text(string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _server.Port,
        Username = Postgres.User,
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 8,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
