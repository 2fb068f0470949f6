using System.Globalization;
using System.Transactions;
using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace Reasonator.Queues;

/// <summary>A job of Hangfire a chunk; the queue is its storage's, the texts and the result are in our row.</summary>
internal sealed class HangfireQueue : IQueue
{
    private readonly NpgsqlDataSource _database;
    private readonly Plan _plan;
    private readonly PostgreSqlStorage _storage;
    private readonly BackgroundJobClient _client;
    private BackgroundJobServer? _server;

    public HangfireQueue(NpgsqlDataSource database, Plan plan)
    {
        (_database, _plan) = (database, plan);
        _storage = new PostgreSqlStorage(new SharedPool(database), Options(plan)) { JobExpirationTimeout = plan.Expires ? TimeSpan.FromSeconds(10) : TimeSpan.FromDays(1) };
        GlobalConfiguration.Configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseStorage(_storage);
        if (!plan.Untuned)
        {
            Tune();
        }

        ChunkJob.Configure(database, plan);
        _client = new BackgroundJobClient(_storage);
    }

    /// <summary>The rows and all their jobs in one transaction, which the storage joins.</summary>
    public async Task SubmitAsync(int chunks, int bytes)
    {
        using var transaction = new TransactionScope(TransactionScopeOption.Required, new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted }, TransactionScopeAsyncFlowOption.Enabled);
        foreach (var id in await Batch.InsertAsync(_database, chunks, bytes))
        {
            _client.Enqueue("batch", () => ChunkJob.RunAsync(id, JobCancellationToken.Null));
        }

        transaction.Complete();
    }

    public void Start() => _server = new BackgroundJobServer(
        new BackgroundJobServerOptions
        {
            WorkerCount = _plan.Workers,
            Queues = ["batch"],
            // Nothing is scheduled but retries: once a minute is enough for them.
            SchedulePollingInterval = TimeSpan.FromMinutes(1),
            MaxDegreeOfParallelismForSchedulers = 1,
            HeartbeatInterval = TimeSpan.FromSeconds(30),
            ServerCheckInterval = TimeSpan.FromMinutes(5),
        },
        _storage);

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PostgreSqlStorageOptions Options(Plan plan) => new()
    {
        SchemaName = "hangfire",
        InvisibilityTimeout = TimeSpan.FromSeconds(30),
        UseSlidingInvisibilityTimeout = true,
        EnableLongPolling = plan.Mode == "listen",
        QueuePollInterval = TimeSpan.FromSeconds(plan.Mode == "listen" ? 15 : 2),
        JobExpirationCheckInterval = plan.Expires ? TimeSpan.FromSeconds(3) : TimeSpan.FromHours(1),
        CountersAggregateInterval = plan.Expires ? TimeSpan.FromSeconds(3) : TimeSpan.FromMinutes(5),
    };

    // Each would leave rows with every job: two of a culture that never differs, counters for a dashboard that is not there.
    private static void Tune()
    {
        GlobalConfiguration.Configuration.UseDefaultCulture(CultureInfo.InvariantCulture, CultureInfo.InvariantCulture, captureDefault: false);
        foreach (var filter in GlobalJobFilters.Filters.Where(filter => filter.Instance is StatisticsHistoryAttribute).ToArray())
        {
            GlobalJobFilters.Filters.Remove(filter.Instance);
        }
    }

    /// <summary>Hangfire on the process's own pool, instead of a second one.</summary>
    private sealed class SharedPool(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }
}
