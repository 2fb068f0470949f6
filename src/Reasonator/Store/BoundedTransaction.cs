using System.Data;
using System.Globalization;
using Npgsql;

namespace Reasonator.Store;

/// <summary>
/// A transaction whose locks end although its process does not: the server ends a session that is silent in it for half of the
/// command timeout (a stopped process, a host that is gone), and nobody waits for a lock as long as that timeout. All limits end
/// with the transaction: behind a pooler the session is another client's next.
/// </summary>
internal sealed class BoundedTransaction : IAsyncDisposable
{
    // A host that vanishes in the middle of a message is not idle to the server; its TCP notices after 15 s.
    private const string Bound =
        """
        select clock_timestamp(), set_config('idle_in_transaction_session_timeout', $1, true), set_config('lock_timeout', $2, true),
          set_config('tcp_keepalives_idle', '5', true), set_config('tcp_keepalives_interval', '5', true), set_config('tcp_keepalives_count', '2', true)
        """;

    // Who waits for a lock outlasts one silent holder, and hears of it from the server before the driver gives up.
    private const double IdleShare = 0.5;
    private const double LockShare = 0.9;

    private readonly NpgsqlTransaction _transaction;

    private BoundedTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset began) =>
        (Connection, _transaction, Began) = (connection, transaction, began);

    public NpgsqlConnection Connection { get; }

    /// <summary>When it began, by the server's clock.</summary>
    public DateTimeOffset Began { get; }

    /// <summary>Begins on a connection of the pool, which goes back with the transaction's end.</summary>
    public static async Task<BoundedTransaction> BeginAsync(NpgsqlDataSource database, CancellationToken stop, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var connection = await database.OpenConnectionAsync(stop);
        try
        {
            var transaction = await connection.BeginTransactionAsync(isolation, stop);
            return new BoundedTransaction(connection, transaction, await BoundAsync(connection, stop));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task CommitAsync(CancellationToken stop) => _transaction.CommitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    /// <summary>Gives the transaction that is open on a connection its limits. Returns the server's time.</summary>
    private static async Task<DateTimeOffset> BoundAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var bound = new NpgsqlCommand(Bound, connection)
        {
            Parameters = { new() { Value = Milliseconds(connection, IdleShare) }, new() { Value = Milliseconds(connection, LockShare) } },
        };
        return (DateTime)(await bound.ExecuteScalarAsync(stop))!;
    }

    private static string Milliseconds(NpgsqlConnection connection, double share) =>
        ((int)(connection.CommandTimeout * 1000 * share)).ToString(CultureInfo.InvariantCulture);
}
