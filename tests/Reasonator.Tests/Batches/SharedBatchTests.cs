using Microsoft.Extensions.Hosting;
using Reasonator.Batches;
using Reasonator.Pipeline;
using Reasonator.Tests.Process;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>Several processes on one database: they share a batch, and what one leaves another takes.</summary>
public sealed class SharedBatchTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // The lease is long, and ends when the test says so to the database: by a clock, a slow machine would lose a short one.
    private static readonly BatchOptions Beating = BatchApp.Hurried with { Heartbeat = TimeSpan.FromMilliseconds(50), ChunksAtOnce = 1 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_share_a_batch_and_no_text_is_scored_twice()
    {
        var url = await server.MigratedAsync(Stop);
        await using var one = BatchApp.On(url);
        await using var other = BatchApp.On(url);
        HttpClient[] clients = [await one.ReadyAsync(Stop), await other.ReadyAsync(Stop)];
        one.Model.Hold();
        other.Model.Hold();

        var id = await clients[0].SubmittedAsync(BatchApp.Texts, Stop);
        await one.Model.Entered(Stop);
        await other.Model.Entered(Stop);
        one.Model.Open();
        other.Model.Open();
        await clients[1].EndedAsync(id, Stop);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), (await clients[1].ResultsAsync(id, stop: Stop)).Ids());
        Assert.True(one.Model.Ran.Count >= 10 && other.Model.Ran.Count >= 10);
        Assert.Equal(60, one.Model.Ran.Count + other.Model.Ran.Count);
    }

    [Fact]
    public async Task A_lease_is_renewed_as_long_as_its_process_lives()
    {
        var url = await server.MigratedAsync(Stop);
        await using var slow = BatchApp.On(url, Beating);
        await using var idle = BatchApp.On(url, Beating);
        var client = await slow.ReadyAsync(Stop);
        slow.Model.Hold();
        var id = await client.SubmittedAsync(["One."], Stop);
        await slow.Model.Entered(Stop);
        await idle.ReadyAsync(Stop);

        for (var i = 0; i < 8; i++)
        {
            await NearlyEndsAsync(url);
        }

        // The idle one does look: it takes what nobody holds.
        var other = await client.SubmittedAsync(["Two."], Stop);
        await client.EndedAsync(other, Stop);
        slow.Model.Open();
        await client.EndedAsync(id, Stop);

        Assert.Single(idle.Model.Ran);
        Assert.Equal(1, await PostgresServer.ReadAsync<int>(url, "select max(attempts)::int from batch_score_chunks"));
    }

    [Fact]
    public async Task Who_was_taken_for_dead_and_wakes_up_stores_nothing()
    {
        var url = await server.MigratedAsync(Stop);
        await using var frozen = BatchApp.On(url, Beating with { Heartbeat = TimeSpan.FromHours(1) });
        await using var other = BatchApp.On(url, Beating);
        var client = await frozen.ReadyAsync(Stop);
        frozen.Model.Hold();
        frozen.Model.Behaviour = _ => new(-2, 1, 0);
        var id = await client.SubmittedAsync(["One."], Stop);
        await frozen.Model.Entered(Stop);
        await BatchApp.EndLeasesAsync(url);
        var ended = await (await other.ReadyAsync(Stop)).EndedAsync(id, Stop);

        frozen.Model.Open();
        // The next one shows that the frozen process is through with the first.
        await other.DisposeAsync();
        await client.EndedAsync(await client.SubmittedAsync(["Two."], Stop), Stop);
        var later = await client.BatchAsync(id, Stop);

        Assert.Equal(ended.GetRawText(), later.GetRawText());
        Assert.Equal("positive", (await client.ResultsAsync(id, stop: Stop)).Single().GetProperty("label").GetString());
        Assert.Equal(2, await PostgresServer.ReadAsync<int>(url, $"select attempts::int from batch_score_chunks where job_id = '{id}'"));
    }

    [Fact]
    public async Task A_process_that_is_told_to_stop_gives_its_chunks_back_at_once()
    {
        var url = await server.MigratedAsync(Stop);
        var leaving = BatchApp.On(url);
        var client = await leaving.ReadyAsync(Stop);
        leaving.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        // Both chunks but for the text that runs: no claim is under way when it stops.
        await leaving.QueuedAsync(Lane.Batch, 19, Stop);
        const string given = "select count(*) filter (where lease is null) || ' ' || sum(attempts) from batch_score_chunks";
        leaving.Get<IHostApplicationLifetime>().StopApplication();
        // While its run is under way still.
        await Eventually.SeesAsync(
            "all six chunks are free and count no attempt", () => PostgresServer.ReadAsync<string>(url, given), seen => seen == "6 0", Stop);
        leaving.Model.Open();
        await Eventually.EndsAsync("the process stops", leaving.DisposeAsync().AsTask(), Stop);

        Assert.Equal("6 0", await PostgresServer.ReadAsync<string>(url, given));
        await using var next = BatchApp.On(url);
        var other = await next.ReadyAsync(Stop);
        await other.EndedAsync(id, Stop);
        Assert.Equal(60, (await other.ResultsAsync(id, stop: Stop)).Count);
    }

    [Fact]
    public async Task What_a_killed_process_had_is_taken_up_within_a_minute_and_scored_once()
    {
        var url = await server.MigratedAsync(Stop);
        await BatchApp.HoldAsync(url);
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = url, ["CACHE_BYTES"] = "0" };
        await using var victim = ServiceProcess.Serve(environment);
        await victim.ReadyAsync(Stop);
        var texts = Enumerable.Range(0, 2_000).Select(i => $"Company {i} raises guidance after a record quarter, and its shares rise").ToList();
        var id = await victim.Client.SubmittedAsync(texts, Stop);
        await victim.Client.BatchAsync(id, batch => batch.GetProperty("done").GetInt32() > 0, Stop);
        await BatchApp.LeasedAsync(url, 2, Stop);
        await using var other = ServiceProcess.Serve(environment);
        await other.ReadyAsync(Stop);

        victim.Kill();
        await BatchApp.ReleaseAsync(url);
        var killed = TimeProvider.System.GetTimestamp();
        var open = await PostgresServer.ReadAsync<string>(url, "select coalesce(string_agg(number::text, ',' order by number), '-1') from batch_score_chunks where lease is not null and result_id is null");
        await other.Client.EndedAsync(id, Stop);
        var took = TimeProvider.System.GetElapsedTime(killed);

        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"{i}"), (await other.Client.ResultsAsync(id, stop: Stop)).Ids());
        TestContext.Current.TestOutputHelper?.WriteLine($"chunks {open} were held at the kill; the batch ended {took.TotalSeconds:F1} s after it");
        Assert.True(await PostgresServer.ReadAsync<bool>(url, "select max(attempts) = 2 and min(attempts) = 1 from batch_score_chunks"));
    }

    /// <summary>Lets half of the lease pass, and waits until it is put off.</summary>
    private static async Task NearlyEndsAsync(string url)
    {
        var (lease, half) = (BatchApp.Hurried.Lease.TotalSeconds, BatchApp.Hurried.Lease.TotalSeconds / 2);
        await PostgresServer.ExecuteAsync(url, $"update batch_score_chunks set leased_until = leased_until - make_interval(secs => {half})");
        await Eventually.SeesAsync(
            "the lease is put off",
            () => PostgresServer.ReadAsync<double>(url, "select extract(epoch from leased_until - now())::float8 from batch_score_chunks"),
            left => left > (lease + half) / 2,
            Stop);
    }
}
