using System.Net;
using Npgsql;
using Reasonator.Store;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>A process that is stopped, or cut off, in the middle of a transaction: what it holds is free again without it.</summary>
public sealed class StoppedWriterTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // Of several chunks, whose later ones are not stored: it can be cancelled whenever the test wants it.
    private static readonly List<string> Texts = [.. Enumerable.Range(0, 1_000).Select(i => $"Company {i} raises guidance after a record quarter, and its shares rise")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("insert", "batch_score_chunks", "POST /v1/batches")]
    [InlineData("insert", "score_event", "POST /v1/score")]
    [InlineData("delete", "batch_score_chunks", "DELETE /v1/batches")]
    public async Task A_process_that_is_stopped_in_the_middle_of_a_write_holds_up_no_other(string what, string table, string doing)
    {
        var url = await server.MigratedAsync(Stop);
        await BatchApp.HoldAsync(url);
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = url };
        await using var stopped = ServiceProcess.Serve(environment);
        await using var other = ServiceProcess.Serve(environment);
        await stopped.ReadyAsync(Stop);
        await other.ReadyAsync(Stop);
        var id = await other.Client.SubmittedAsync(Texts, Stop);
        await ServerGate.CloseAsync(url, what, table);
        var asked = AskAsync(stopped.Client, doing, id);
        await ServerGate.ReachedAsync(url, Stop);
        stopped.Freeze();
        await ServerGate.OpenAsync(url);

        await DoesItsWorkAsync(other.Client, id);
        await other.Client.ScoreAsync(["Another one."], stop: Stop);
        await StoredAsync(url, 1);

        stopped.Thaw();
        // 503 where its own clock says that the server took too long: then its caller asks again.
        var status = await Eventually.EndsAsync("the one that was stopped answers", asked, Stop);
        await Eventually.SeesAsync(
            "the one that was stopped does its work too",
            async () => status is HttpStatusCode.ServiceUnavailable ? await AskAsync(stopped.Client, doing, id) : status,
            last => last is HttpStatusCode.Accepted or HttpStatusCode.OK,
            Stop);
        await StoredAsync(url, doing == "POST /v1/score" ? 2 : 1);
        Assert.Equal(doing == "POST /v1/batches" ? 3 : 2, await PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs"));
    }

    [Fact]
    public async Task A_host_that_is_cut_off_in_the_middle_of_a_write_holds_up_no_other()
    {
        await using var host = await CutOffHost.CreateAsync(Stop);
        await using var own = await PostgresServer.OwnAsync(host.Address);
        var url = await own.MigratedAsync(Stop);
        await BatchApp.HoldAsync(url);
        await using var other = ServiceProcess.Serve(new Dictionary<string, string> { ["DATABASE_URL"] = url });
        await other.ReadyAsync(Stop);
        var id = await other.Client.SubmittedAsync(Texts, Stop);
        await ServerGate.CloseAsync(url, "insert", "batch_score_chunks");
        var farUrl = url.Replace("127.0.0.1", host.Address, StringComparison.Ordinal);
        await using var far = ServiceProcess.Serve(new Dictionary<string, string> { ["DATABASE_URL"] = farUrl }, network: host.Network);
        var folder = Directory.CreateTempSubdirectory("reasonator-cut-off-");
        var file = Path.Combine(folder.FullName, "one.ndjson");
        await File.WriteAllTextAsync(file, """{"text":"One."}""", Stop);
        await using var caller = ServiceProcess.Start(
            ["batch", "submit", file, "--url", $"{far.Client.BaseAddress}", "--out", "-"],
            new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = "dev" },
            network: host.Network);
        await ServerGate.ReachedAsync(url, Stop);
        await host.CutAsync(Stop);
        await ServerGate.OpenAsync(url);

        await DoesItsWorkAsync(other.Client, id);
        Assert.Equal(2, await PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_limits_end_with_the_transaction_and_reach_no_other_client_of_a_pooler()
    {
        const string limits =
            "select concat_ws(' ', current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout'), current_setting('tcp_keepalives_idle') <> '5')";
        var url = await server.CreateDatabaseAsync();
        // The driver resets a session before its next use, which a pooler's transaction mode does not.
        var settings = DatabaseUrl.Parse(url);
        settings.NoResetOnClose = true;
        settings.MaxPoolSize = 1;
        await using var database = NpgsqlDataSource.Create(settings.ConnectionString);

        await using (var transaction = await BoundedTransaction.BeginAsync(database, Stop))
        {
            Assert.Equal("5s 9s f", await ReadAsync(transaction.Connection, limits));
            await transaction.CommitAsync(Stop);
        }

        await using var next = await database.OpenConnectionAsync(Stop);
        Assert.Equal("0 0 t", await ReadAsync(next, limits));
    }

    [Fact]
    public void A_session_that_was_ended_for_its_silence_is_tried_again_and_who_waited_for_a_lock_does_not_wait_again() => Assert.Equal(
        [true, false, false, true],
        ((NpgsqlException[])[
            new PostgresException("no", "FATAL", "FATAL", "25P03"), new PostgresException("no", "ERROR", "ERROR", "55P03"),
            new NpgsqlException("no", new TimeoutException()), new PostgresException("no", "ERROR", "ERROR", "40001"),
        ]).Select(StoreFault.IsOfAMoment));

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string doing, string batch)
    {
        using var answer = await (doing switch
        {
            "POST /v1/batches" => client.SubmitAsync(["One."], "one", stop: Stop),
            "POST /v1/score" => client.ScoreAsync(["One."], stop: Stop),
            _ => client.DeleteAsync($"/v1/batches/{batch}", Stop),
        });
        return answer.StatusCode;
    }

    /// <summary>Takes a batch and cancels another. A caller repeats what is answered 503.</summary>
    private static async Task DoesItsWorkAsync(HttpClient client, string batch)
    {
        await Eventually.SeesAsync("the other process takes a batch", () => StatusAsync(client.SubmitAsync(["Two."], "two", stop: Stop)), status => status == HttpStatusCode.Accepted, Stop);
        await Eventually.SeesAsync("the other process cancels a batch", () => StatusAsync(client.DeleteAsync($"/v1/batches/{batch}", Stop)), status => status == HttpStatusCode.OK, Stop);
    }

    private static Task<long> StoredAsync(string url, long events) =>
        Eventually.SeesAsync($"{events} scores are stored", () => StoreApp.EventsAsync(url), stored => stored == events, Stop);

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return answer.StatusCode;
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Stop))!;
    }
}
