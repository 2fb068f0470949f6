using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Reasonator.Store;

/// <summary>The tables that this code needs: what the database has of them, and their making.</summary>
internal static class Schema
{
    private const string Folder = "Reasonator.Store.Migrations.";

    /// <summary>Any number that nothing else on this database locks.</summary>
    public const long MigrationLock = 0x5C0DE5;

    // Seconds: an index over a million rows takes some ten of them.
    private const int LongestStatement = 600;

    // As released: older code reads and writes it too.
    private const string Journal =
        "create table if not exists migration (schemaversionsid serial primary key, scriptname varchar(255) not null, applied timestamp not null)";

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

    /// <summary>Runs what is missing, all in one transaction; who comes at the same time waits and finds it done.</summary>
    /// <param name="database">The driver's connection string; nine tenths of its command timeout are the longest wait for a lock.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>How many were run.</returns>
    /// <exception cref="PostgresException">55P03: another migration, or a transaction on the tables, has not ended meanwhile.</exception>
    public static async Task<int> MigrateAsync(string database, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false });
        await using var transaction = await BoundedTransaction.BeginAsync(source, stop);
        // The transaction's lock: a session's would stay on a pooler's connection when this process has gone.
        await ExecuteAsync(transaction, $"select pg_advisory_xact_lock({MigrationLock})", stop);
        await ExecuteAsync(transaction, Journal, stop);
        var missing = await MissingAsync(transaction, stop);
        foreach (var name in missing)
        {
            await ExecuteAsync(transaction, await ReadAsync(name, stop), stop);
            await ExecuteAsync(transaction, "insert into migration (scriptname, applied) values ($1, now() at time zone 'utc')", stop, name);
        }

        await transaction.CommitAsync(stop);
        return missing.Count;
    }

    private static async Task<List<string>> MissingAsync(BoundedTransaction transaction, CancellationToken stop)
    {
        var missing = Assembly.GetManifestResourceNames().Where(IsMigration).Order(StringComparer.Ordinal).ToList();
        await using var command = new NpgsqlCommand("select scriptname from migration", transaction.Connection);
        await using var ran = await command.ExecuteReaderAsync(stop);
        while (await ran.ReadAsync(stop))
        {
            missing.Remove(ran.GetString(0));
        }

        return missing;
    }

    private static async Task<string> ReadAsync(string name, CancellationToken stop)
    {
        using var script = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return await script.ReadToEndAsync(stop);
    }

    private static async Task ExecuteAsync(BoundedTransaction transaction, string sql, CancellationToken stop, string? value = null)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection) { CommandTimeout = LongestStatement };
        if (value is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(stop);
    }

    private static bool IsMigration(string resource) => resource.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>1 of 0001-score-events.sql.</summary>
    private static int Number(string file) => int.Parse(file.Split('-')[0], CultureInfo.InvariantCulture);
}
