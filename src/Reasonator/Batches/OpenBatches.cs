using Dapper;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>
/// The batches that have not ended, as the database said a short time ago. Who asks never waits for it: the answer is what is
/// known, and a reading is begun where that is old. Nothing is read while nobody asks.
/// </summary>
internal sealed class OpenBatches(Database database, StoreHealth health, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const int Most = 20;

    private const string Select =
        "select id, kind, status, total, done, failed, created_at from batch_score_jobs where finished_at is null order by id limit @Most";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private volatile IReadOnlyList<OpenBatch>? _known;
    private long _read = time.GetTimestamp() - time.TimestampFrequency * 60;
    private int _reading;

    /// <summary>The oldest first; null where there is no database, or nothing is known of it.</summary>
    public IReadOnlyList<OpenBatch>? Known
    {
        get
        {
            if (health.State is StoreState.Ok && time.GetElapsedTime(Interlocked.Read(ref _read)) > Fresh && Interlocked.Exchange(ref _reading, 1) == 0)
            {
                _ = ReadAsync();
            }

            return health.State is StoreState.Ok ? _known : null;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(lifetime.ApplicationStopping);
            _known = [.. await connection.QueryAsync<OpenBatch>(new CommandDefinition(Select, new { Most }, cancellationToken: lifetime.ApplicationStopping))];
        }
        catch (Exception)
        {
            // The events' writer tells of a database that is away.
            _known = null;
        }
        finally
        {
            Interlocked.Exchange(ref _read, time.GetTimestamp());
            Interlocked.Exchange(ref _reading, 0);
        }
    }
}
