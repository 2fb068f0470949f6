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
        command.SetAction((_, stop) => RunAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build()[DatabaseUrl.Variable], stop));
        return command;
    }

    private static async Task<int> RunAsync(string? url, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(url))
        {
            Console.WriteLine($"{DatabaseUrl.Variable} is not set: nothing to migrate");
            return 0;
        }

        try
        {
            var settings = DatabaseUrl.Parse(url);
            settings.Pooling = false;
            Console.WriteLine(await MigrateAsync(settings.ConnectionString, stop));
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Not their messages: a server's error may quote a row, a driver's the address.
            await Console.Error.WriteLineAsync($"The database was not migrated: {StoreFault.Name(e)}. What was not run whole was not run at all.");
            return ReasonatorCommand.Failed;
        }
    }

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
