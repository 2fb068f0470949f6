using Npgsql;
using Reasonator.Hosting;
using Reasonator.Store;

namespace Reasonator.Runbook;

/// <summary>The rows of the app's database, as the server's statistics estimate them (what pg:info shows).</summary>
internal static class RowCount
{
    /// <summary>What the project allows itself: the smallest plans once ended there.</summary>
    public const long Budget = StoreOptions.DefaultRowBudget;

    public const long Warning = Budget * 8 / 10;

    private const string Query = "select coalesce(sum(n_live_tup), 0)::bigint from pg_stat_user_tables";

    /// <summary>Null where there is no database, or it does not answer.</summary>
    public static async Task<long?> ReadAsync(Session session, IReadOnlyDictionary<string, string> config, CancellationToken stop)
    {
        if (session.IsRehearsal)
        {
            session.Report.Call($"SQL on DATABASE_URL: {Query}");
            return 0;
        }

        if (!config.TryGetValue(ConfigVars.DatabaseUrl, out var url))
        {
            return null;
        }

        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(url));
            await connection.OpenAsync(stop);
            await using var command = new NpgsqlCommand(Query, connection);
            return (long)(await command.ExecuteScalarAsync(stop))!;
        }
        catch (Exception e) when (e is NpgsqlException or ConfigurationException or TimeoutException)
        {
            // What these say may quote the address, the password with it.
            return null;
        }
    }

    /// <summary>For one connection, once: nothing stays open.</summary>
    public static string ConnectionString(string url)
    {
        var settings = DatabaseUrl.Parse(url);
        settings.Pooling = false;
        return settings.ConnectionString;
    }
}
