using Npgsql;

namespace Reasonator.Store;

/// <summary>The process's connections, one pool for all that needs them; none where there is no database.</summary>
internal sealed class Database(StoreOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    // Made at the first use, and no Lazy, which would name the driver's type: a service without a database loads nothing of it.
    private NpgsqlDataSource? _source;

    public bool Exists => options.Database is not null;

    public NpgsqlDataSource Source
    {
        get
        {
            lock (_lock)
            {
                return _source ??= Create();
            }
        }
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    private NpgsqlDataSource Create()
    {
        Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;
        return NpgsqlDataSource.Create(options.Database ?? throw new InvalidOperationException("There is no database; ask Exists first."));
    }
}
