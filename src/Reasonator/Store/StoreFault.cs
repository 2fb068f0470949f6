using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Reasonator.Store;

/// <summary>What went wrong with the database, in a word that quotes nothing.</summary>
internal static class StoreFault
{
    // The driver tells this case by its words alone.
    private const string NoTls = "SSL connection requested. No SSL enabled connection from this host is configured.";

    // idle_in_transaction_session_timeout, which the driver has no name for.
    private const string SilentSession = "25P03";

    /// <summary>The server's SQLSTATE, or "timeout", "tls-refused", "unreachable", "unexpected".</summary>
    public static string Name(Exception fault) => fault switch
    {
        PostgresException server => server.SqlState,
        TimeoutException => "timeout",
        NpgsqlException server when IsOfTls(server) => "tls-refused",
        NpgsqlException { InnerException: { } inner } => inner is TimeoutException ? "timeout" : inner is PostgresException ? Name(inner) : "unreachable",
        NpgsqlException => "unreachable",
        { InnerException: { } inner } => Name(inner),
        _ => "unexpected",
    };

    /// <summary>
    /// Whether the connection was not encrypted as it was to be: the server's certificate is refused (not signed by a trusted
    /// authority, or another host's), or it speaks no TLS.
    /// </summary>
    public static bool IsOfTls(Exception fault) => fault is NpgsqlException { InnerException: AuthenticationException } or NpgsqlException { InnerException: null, Message: NoTls };

    /// <summary>
    /// Whether nobody took the connection, or the connection broke, or the server has no room for one yet (57P03: it starts or
    /// stops; 53300: too many).
    /// </summary>
    public static bool IsUnreachable(Exception fault) => fault is PostgresException server
        ? server.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        : fault is NpgsqlException { InnerException: SocketException or IOException };

    /// <summary>
    /// Whether the same transaction may succeed at once. Who has waited for a lock or an answer has waited long enough; a session
    /// that the server ended because its process was stopped has not.
    /// </summary>
    public static bool IsOfAMoment(NpgsqlException fault) => fault switch
    {
        PostgresException { SqlState: SilentSession } => true,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } or { InnerException: TimeoutException } => false,
        _ => fault.IsTransient,
    };

    /// <summary>Whether somebody else had a lock for as long as one is waited for.</summary>
    public static bool IsLocked(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>Whether the rows themselves are refused (SQLSTATE classes 22 and 23), so that no later try helps.</summary>
    public static bool IsOfTheRows(Exception fault) => fault is PostgresException { SqlState: ['2', '2' or '3', ..] };
}
