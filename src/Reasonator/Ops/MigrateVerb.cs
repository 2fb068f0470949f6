using System.CommandLine;
using Npgsql;
using Reasonator.Store;

namespace Reasonator.Ops;

/// <summary><c>migrate</c>: gives the database the tables that this code needs. The platform runs it before every release.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var command = new Command("migrate", "Gives the database of DATABASE_URL the tables that this version needs; also fine when there is nothing to do.");
        command.SetAction((_, stop) => RunAsync(
            new ConfigurationBuilder().AddEnvironmentVariables().Build()[DatabaseUrl.Variable], TimeProvider.System, Console.Out, Console.Error, stop));
        return command;
    }

    /// <param name="url">As the platform writes it; null or empty where there is none.</param>
    /// <param name="time">The clock of the waits for a database that is unreachable.</param>
    /// <param name="output">What was done.</param>
    /// <param name="errors">Why it waits, and why it failed.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string? url, TimeProvider time, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(url))
        {
            await output.WriteLineAsync($"{DatabaseUrl.Variable} is not set: nothing to migrate");
            return 0;
        }

        try
        {
            var settings = DatabaseUrl.Parse(url);
            settings.Pooling = false;
            // An outage of a moment must not stop a release.
            var patience = DatabasePatience.Create(time, (wait, fault) => errors.WriteLineAsync($"{Waiting(fault)} ({StoreFault.Name(fault)}): the next try is in {wait.TotalSeconds:0} s"));
            await output.WriteLineAsync(await patience.ExecuteAsync(async token => await MigrateAsync(settings.ConnectionString, token), stop));
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Not their messages: a server's error may quote a row, a driver's the address.
            await errors.WriteLineAsync($"The database was not migrated: {StoreFault.Name(e)}.{Remedy(e)} What was not run whole was not run at all.");
            return ReasonatorCommand.Failed;
        }
    }

    private static string Waiting(Exception fault) =>
        StoreFault.IsLocked(fault) ? "Another migration, or a transaction on the tables, is under way" : "The database does not answer";

    private static string Remedy(Exception fault) => fault switch
    {
        _ when StoreFault.IsLocked(fault) => " Another migration, or a transaction on the tables, did not end: end it (pg_stat_activity names it), then migrate again.",
        _ when StoreFault.IsOfTls(fault) => $" The server speaks no TLS, or its certificate is refused: look at sslmode and sslrootcert of {DatabaseUrl.Variable}.",
        _ => "",
    };

    private static async Task<string> MigrateAsync(string database, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(stop);
        var version = await Schema.ReadVersionAsync(connection, stop);
        // A rollback brings older code to newer tables: the release must not fail for it.
        if (version > Schema.Version)
        {
            return $"the database has schema {version}, this version works with {Schema.Version}: nothing was changed";
        }

        var ran = await Schema.MigrateAsync(database, stop);
        return ran == 0 ? $"schema {Schema.Version}: nothing to do" : $"schema {Schema.Version}: {ran} migration{(ran == 1 ? "" : "s")} run";
    }
}
