using Reasonator.Batches;
using Reasonator.Store;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>The service with small chunks and none of the waits that a test would sit through.</summary>
internal static class BatchApp
{
    /// <summary>Sixty texts of ten tokens: six chunks.</summary>
    public static readonly string[] Texts = [.. Enumerable.Range(0, 60).Select(i => $"Company {i} raises guidance after a record quarter")];

    public static readonly BatchOptions Hurried = new()
    {
        ChunkTokens = 100,
        Poll = TimeSpan.FromMilliseconds(20),
        ResultPoll = TimeSpan.FromMilliseconds(5),
    };

    public static ReasonatorApp On(string url, BatchOptions? batches = null, StoreOptions? store = null) =>
        new() { Store = store ?? StoreApp.Hurried(url), Batches = batches ?? Hurried };

    public static Task<long> RowsAsync(string url) =>
        PostgresServer.ReadAsync<long>(url, "select (select count(*) from batch_score_jobs) + (select count(*) from batch_score_chunks)");

    /// <summary>Makes the server refuse what is done to a table with a SQLSTATE, the first time or the first times.</summary>
    public static Task RefuseAsync(string url, string what, string table, string state, int times = 1_000_000) => PostgresServer.ExecuteAsync(url, $"""
        create sequence refusals;
        create function refuse_batches() returns trigger language plpgsql as $$ begin
          if nextval('refusals') <= {times} then raise exception 'canary' using errcode = '{state}'; end if; return new; end $$;
        create trigger refuse before {what} on {table} for each row execute function refuse_batches();
        """);
}
