using Reasonator.Batches;
using Reasonator.Pipeline;
using Reasonator.Store;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>The service with small chunks and none of the waits that a test would sit through.</summary>
internal static class BatchApp
{
    /// <summary>Sixty texts of ten tokens: six chunks.</summary>
    public static readonly string[] Texts = [.. Enumerable.Range(0, 60).Select(i => $"Company {i} raises guidance after a record quarter")];

    // The database is a real one, and a loaded machine is slow: no limit of the service ends what a test holds or waits for.
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    /// <summary>Small chunks, short polls, and limits that no test reaches: one that wants a lease to run out says so to the database.</summary>
    public static readonly BatchOptions Hurried = new()
    {
        ChunkTokens = 100,
        Poll = TimeSpan.FromMilliseconds(20),
        ResultPoll = TimeSpan.FromMilliseconds(5),
        Lease = Long,
        LongestSilence = Long,
        SubmissionPatience = Long,
    };

    /// <summary>One worker, which a test may hold: the service does not call itself stalled, and no batch text overtakes a caller's.</summary>
    public static readonly PipelineOptions Patient = new() { Workers = 1, StallLimit = Long, BatchTurn = Long };

    public static ReasonatorApp On(
        string url,
        BatchOptions? batches = null,
        StoreOptions? store = null,
        PipelineOptions? pipeline = null,
        TimeProvider? time = null,
        bool embedded = false) => new()
        {
            Store = store ?? StoreApp.Hurried(url),
            Batches = batches ?? Hurried,
            Pipeline = pipeline ?? Patient,
            Time = time ?? TimeProvider.System,
            Embedded = embedded,
        };

    public static Task<long> RowsAsync(string url) =>
        PostgresServer.ReadAsync<long>(url, "select (select count(*) from batch_score_jobs) + (select count(*) from batch_score_chunks)");

    /// <summary>Makes the server refuse what is done to a table with a SQLSTATE, the first time or the first times, where a row is so.</summary>
    public static Task RefuseAsync(
        string url, string what, string table, string state, int times = 1_000_000, string when = "true") => PostgresServer.ExecuteAsync(url, $"""
        create sequence refusals;
        create function refuse_batches() returns trigger language plpgsql as $$ begin
          if nextval('refusals') <= {times} then raise exception 'canary' using errcode = '{state}'; end if; return new; end $$;
        create trigger refuse before {what} on {table} for each row when ({when}) execute function refuse_batches();
        """);

    /// <summary>Holds every batch in the middle: results of its first chunk are stored, those of the others are tried again and again.</summary>
    public static Task HoldAsync(string url) => RefuseAsync(url, "update of results", "batch_score_chunks", "57014", when: "new.number > 0");

    /// <summary>Ends what <see cref="HoldAsync"/> began.</summary>
    public static Task ReleaseAsync(string url) => PostgresServer.ExecuteAsync(url, "drop trigger refuse on batch_score_chunks");

    /// <summary>Makes all leases run out.</summary>
    public static Task EndLeasesAsync(string url) =>
        PostgresServer.ExecuteAsync(url, "update batch_score_chunks set leased_until = now() - interval '1 second' where lease is not null");

    /// <summary>Waits until so many chunks have a lease and no results.</summary>
    public static Task LeasedAsync(string url, int chunks, CancellationToken stop) => Eventually.SeesAsync(
        $"{chunks} chunks are being worked on",
        () => PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_chunks where lease is not null and result_id is null"),
        leased => leased >= chunks,
        stop);

    /// <summary>Waits until so many texts are in the queue of a service whose model is held.</summary>
    public static Task QueuedAsync(this ReasonatorApp app, Lane lane, int texts, CancellationToken stop)
    {
        var queue = app.Get<WorkQueue>();
        return Eventually.SeesAsync($"{texts} texts wait in the lane {lane}", () => Task.FromResult(queue.Depth(lane)), depth => depth == texts, stop);
    }
}
