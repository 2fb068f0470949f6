using Npgsql;

namespace Reasonator.Queues;

/// <summary>What the server says of a database, asked on one connection of its own.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    public Probe(string database)
    {
        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, ApplicationName = "probe" }.ConnectionString);
        _connection.Open();
    }

    public async Task<long> ReadAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows of every table of every schema but the server's own, each counted.</summary>
    public async Task<long> RowsAsync()
    {
        var counts = (await TablesAsync()).Select(table => $"(select count(*) from {table})");
        return await ReadAsync($"select {string.Join(" + ", counts)}");
    }

    public async Task<string[]> TablesAsync()
    {
        await using var command = new NpgsqlCommand(
            """
            select array_agg(format('%I.%I', n.nspname, c.relname)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
            """,
            _connection);
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Connections that others hold to a database.</summary>
    public Task<long> ConnectionsAsync(string database) =>
        ReadAsync($"select count(*) from pg_stat_activity where datname = '{Name(database)}' and application_name <> 'probe'");

    /// <summary>Transactions that ended in a database so far, rolled back or not.</summary>
    public Task<long> TransactionsAsync(string database) =>
        ReadAsync($"select xact_commit + xact_rollback from pg_stat_database where datname = '{Name(database)}'");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string Name(string database) => new NpgsqlConnectionStringBuilder(database).Database!;
}
