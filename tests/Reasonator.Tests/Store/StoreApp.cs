using Reasonator.Store;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>The service with a database, a writer in a hurry, and the ways the tests look at both.</summary>
internal static class StoreApp
{
    /// <summary>What is kept where, without the waits that a test would sit through.</summary>
    public static StoreOptions Hurried(string url) => new()
    {
        Database = DatabaseUrl.Parse(url).ConnectionString,
        Linger = TimeSpan.FromMilliseconds(1),
        FirstRetry = TimeSpan.FromMilliseconds(10),
        LongestRetry = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>A migrated database.</summary>
    public static async Task<string> MigratedAsync(this PostgresServer server, CancellationToken stop)
    {
        var url = await server.CreateDatabaseAsync();
        await Schema.MigrateAsync(DatabaseUrl.Parse(url).ConnectionString, stop);
        return url;
    }

    /// <summary>Waits until the store is as wanted.</summary>
    public static async Task<StoreStatus> StoreAsync(this ReasonatorApp app, Func<StoreStatus, bool> wanted, CancellationToken stop)
    {
        while (true)
        {
            if (app.Get<StoreHealth>().Status is var status && wanted(status))
            {
                return status;
            }

            await Task.Delay(1, stop);
        }
    }

    public static Task<long> EventsAsync(string url) => PostgresServer.ReadAsync<long>(url, "select count(*) from score_event");
}
