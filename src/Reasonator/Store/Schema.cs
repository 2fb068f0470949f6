using System.Globalization;
using System.Reflection;
using DbUp;
using Npgsql;

namespace Reasonator.Store;

/// <summary>The tables that this code needs: what the database has of them, and their making.</summary>
internal static class Schema
{
    private const string Folder = "Reasonator.Store.Migrations.";

    // Any number that nothing else on this database locks.
    private const long MigrationLock = 0x5C0DE5;

    private static readonly Assembly Assembly = typeof(Schema).Assembly;

    /// <summary>The version that this code works with: the number of its last migration.</summary>
    public static int Version { get; } = Assembly.GetManifestResourceNames().Where(IsMigration).Max(name => Number(name[Folder.Length..]));

    /// <summary>The version that the database has; 0 where it was never migrated.</summary>
    public static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('migration') is not null", connection);
        if (await exists.ExecuteScalarAsync(stop) is not true)
        {
            return 0;
        }

        await using var last = new NpgsqlCommand("select max(scriptname) from migration", connection);
        return await last.ExecuteScalarAsync(stop) is string name ? Number(name[Folder.Length..]) : 0;
    }

    /// <summary>Runs what is missing, each migration in a transaction of its own; who comes at the same time waits and finds it done.</summary>
    /// <param name="database">The driver's connection string.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>How many were run.</returns>
    public static async Task<int> MigrateAsync(string database, CancellationToken stop)
    {
        // The connection's lock, so that it ends with it, whatever happens: a pool would keep both.
        database = new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(stop);
        await using var queue = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { CommandTimeout = 0, Parameters = { new NpgsqlParameter<long> { TypedValue = MigrationLock } } };
        await queue.ExecuteNonQueryAsync(stop);
        var result = DeployChanges.To.PostgresqlDatabase(database)
            .WithScriptsEmbeddedInAssembly(Assembly, IsMigration)
            .JournalToPostgresqlTable("public", "migration")
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        return result.Successful ? result.Scripts.Count() : throw result.Error;
    }

    private static bool IsMigration(string resource) => resource.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>1 of 0001-score-events.sql.</summary>
    private static int Number(string file) => int.Parse(file.Split('-')[0], CultureInfo.InvariantCulture);
}
