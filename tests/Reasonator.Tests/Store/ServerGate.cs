namespace Reasonator.Tests.Store;

/// <summary>Holds whoever writes to a table, inside the server and in the middle of the transaction, until the test opens it.</summary>
internal static class ServerGate
{
    /// <param name="url">The database.</param>
    /// <param name="what">insert or delete.</param>
    /// <param name="table">Who does it to this table is held.</param>
    public static Task CloseAsync(string url, string what, string table) => PostgresServer.ExecuteAsync(url, $"""
        create table gate ();
        insert into gate default values;
        create function wait_at_gate() returns trigger language plpgsql as $$ begin
          while exists (select from gate) loop perform pg_sleep(0.01); end loop; return null; end $$;
        create trigger gate before {what} on {table} for each statement execute function wait_at_gate();
        """);

    /// <summary>Waits until somebody is held.</summary>
    public static Task ReachedAsync(string url, CancellationToken stop) => Eventually.SeesAsync(
        "a writer is held in the middle of its transaction",
        () => PostgresServer.ReadAsync<long>(url, "select count(*) from pg_locks where relation = 'gate'::regclass and pid <> pg_backend_pid()"),
        held => held > 0,
        stop);

    public static Task OpenAsync(string url) => PostgresServer.ExecuteAsync(url, "delete from gate");
}
