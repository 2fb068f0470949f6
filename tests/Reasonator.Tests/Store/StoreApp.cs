using System.Runtime.CompilerServices;
using Reasonator.Store;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>The service with a database, a writer in a hurry, and the ways the tests look at both.</summary>
internal static class StoreApp
{
    /// <summary>The rows of a database that was migrated and not used: the notes of the migrations, and the counts.</summary>
    public static readonly int OwnRows = Schema.Version + 3;

    /// <summary>What is kept where, without the waits that a test would sit through.</summary>
    public static StoreOptions Hurried(string url) => new()
    {
        Database = Connection(url),
        Linger = TimeSpan.FromMilliseconds(1),
        FirstRetry = TimeSpan.FromMilliseconds(10),
        LongestRetry = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>The driver's connection string for a database.</summary>
    public static string Connection(string url) => PostgresServer.Settings(url).ConnectionString;

    /// <summary>A migrated database.</summary>
    public static async Task<string> MigratedAsync(this PostgresServer server, CancellationToken stop)
    {
        var url = await server.CreateDatabaseAsync();
        await Schema.MigrateAsync(Connection(url), stop);
        return url;
    }

    /// <summary>Waits until the store is as wanted.</summary>
    public static Task<StoreStatus> StoreAsync(
        this ReasonatorApp app, Func<StoreStatus, bool> wanted, CancellationToken stop, [CallerArgumentExpression(nameof(wanted))] string what = "") =>
        Eventually.SeesAsync($"the store's status is as in {what}", () => Task.FromResult(app.Get<StoreHealth>().Status), wanted, stop);

    public static Task<long> EventsAsync(string url) => PostgresServer.ReadAsync<long>(url, "select count(*) from score_event");
}
