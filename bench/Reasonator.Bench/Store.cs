using Npgsql;
using Reasonator.Store;

namespace Reasonator.Bench;

/// <summary>A database with the service's tables, on a server of its own.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly Postgres _server;

    private Store(Postgres server) => _server = server;

    /// <summary>As the platform writes it.</summary>
    public string Url => $"postgres://{Postgres.User}@127.0.0.1:{_server.Port}/postgres?sslmode=disable";

    public static async Task<Store> StartAsync()
    {
        var store = new Store(await Postgres.StartAsync());
        await Schema.MigrateAsync(DatabaseUrl.Parse(store.Url).ConnectionString, CancellationToken.None);
        return store;
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(DatabaseUrl.Parse(Url).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
