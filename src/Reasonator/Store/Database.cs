using Npgsql;

namespace Reasonator.Store;

/// <summary>The process's connections, one pool for all that needs them; none where there is no database.</summary>
internal sealed class Database(StoreOptions options) : IAsyncDisposable
{
    // Made at the first use: a service without a database loads nothing of the driver.
    private readonly Lazy<NpgsqlDataSource> _source = new(() => NpgsqlDataSource.Create(
        options.Database ?? throw new InvalidOperationException("There is no database; ask Exists first.")));

    public bool Exists => options.Database is not null;

    public NpgsqlDataSource Source => _source.Value;

    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated)
        {
            await _source.Value.DisposeAsync();
        }
    }
}
