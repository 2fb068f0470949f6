using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Reasonator.Health;
using Reasonator.Scoring;
using Reasonator.Store;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>What is not taken: each refusal is declared, says what to do, and leaves nothing behind.</summary>
public sealed class BatchRefusalTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Unknown = "/v1/batches/01890a5d-ac96-774b-bcce-b302099a8057";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"items":[]}""", "/items")]
    [InlineData("""{}""", "/items")]
    [InlineData("""{"items":[{"text":"a"},{"text":"b"},{"text":" "}]}""", "/items/2/text")]
    [InlineData("""{"items":[{"id":"1","text":"a"},{"text":"b"}]}""", "/items/1/id")]
    [InlineData("""{"items":[{"text":"a"}],"explain":true}""", "/explain")]
    [InlineData("""{"items":[{"text":"a"}],"mode":"paragraph"}""", "/mode")]
    [InlineData("""{"items":[{"text":"a"}]""", "")]
    public async Task A_body_that_is_none_is_told_where(string body, string at)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);

        using var answer = await client.SubmitAsync(body, stop: Stop);

        await DeclaredAnswer.AssertAsync(answer, 400);
        Assert.True((await answer.ProblemAsync(400, "invalid-request")).GetProperty("errors").TryGetProperty(at, out _));
        Assert.Equal(0, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task More_items_or_bytes_than_fit_are_too_large_and_the_most_are_not()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);

        using var items = await client.SubmitAsync(Enumerable.Repeat("x", RequestLimits.Batch.Items + 1), stop: Stop);
        using var bytes = await client.SubmitAsync(Padded(RequestLimits.Batch.Bytes + 1), stop: Stop);
        Assert.Equal(0, await BatchApp.RowsAsync(url));
        using var most = await client.SubmitAsync(Padded(RequestLimits.Batch.Bytes), stop: Stop);

        await DeclaredAnswer.AssertAsync(items, 413);
        await DeclaredAnswer.AssertAsync(bytes, 413);
        Assert.Equal(HttpStatusCode.Accepted, most.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("*256")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);

        using var answer = await client.SubmitAsync(["One."], key == "*256" ? new string('k', 256) : key, stop: Stop);

        await DeclaredAnswer.AssertAsync(answer, 400);
        Assert.Contains("Idempotency-Key", (await answer.ProblemAsync(400, "invalid-request")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_is_not_json_has_no_token_or_names_no_batch_is_declared()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);

        using var text = await client.PostAsync("/v1/batches", new StringContent("x", Encoding.UTF8, "text/plain"), Stop);
        using var unknown = await client.GetAsync(Unknown, Stop);
        using var results = await client.GetAsync($"{Unknown}/results", Stop);
        using var cancelled = await client.DeleteAsync(Unknown, Stop);
        // Another's line is none of this batch.
        await client.EndedAsync(await client.SubmittedAsync(["One.", "Two."], Stop), Stop);
        var id = await client.SubmittedAsync(["One."], Stop);
        await client.EndedAsync(id, Stop);
        using var after = await client.GetAsync($"/v1/batches/{id}/results?after=1", Stop);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        using var stranger = await client.GetAsync(Unknown, Stop);

        await DeclaredAnswer.AssertAsync(text, 415);
        await DeclaredAnswer.AssertAsync(unknown, 404);
        await DeclaredAnswer.AssertAsync(results, 404);
        await DeclaredAnswer.AssertAsync(cancelled, 404);
        await DeclaredAnswer.AssertAsync(after, 400);
        await DeclaredAnswer.AssertAsync(stranger, 401);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/batches/one", Stop)).StatusCode);
    }

    [Fact]
    public async Task Without_a_database_every_route_says_so_and_scoring_goes_on()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        foreach (var make in Every())
        {
            using var answer = await client.SendAsync(make(), Stop);
            await DeclaredAnswer.AssertAsync(answer, 503);
            await answer.ProblemAsync(503, "no-database");
        }

        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["One."], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_from_none()
    {
        using var nobody = new ReservedPort();
        await using var app = BatchApp.On($"postgres://u:canary@127.0.0.1:{nobody}/d");
        var client = await app.ReadyAsync(Stop);

        foreach (var make in Every())
        {
            using var answer = await client.SendAsync(make(), Stop);
            await DeclaredAnswer.AssertAsync(answer, 503);
            Assert.DoesNotContain("canary", (await answer.ProblemAsync(503, "database-unavailable")).GetRawText());
        }
    }

    [Fact]
    public async Task Tables_of_an_older_version_are_not_touched_and_a_late_migration_is_enough()
    {
        var url = await server.MigratedAsync(Stop);
        await PostgresServer.ExecuteAsync(url, """
            drop table batch_score_chunks, batch_score_jobs, row_count;
            drop function count_rows cascade;
            drop index score_event_scored_at;
            delete from migration where scriptname not like '%0001%';
            """);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await app.StoreAsync(store => store.State == "schema_behind", Stop);

        using var early = await client.SubmitAsync(["One."], stop: Stop);
        Assert.Contains("reasonator migrate", (await early.ProblemAsync(503, "database-unavailable")).GetProperty("detail").GetString());
        await Schema.MigrateAsync(StoreApp.Connection(url), Stop);
        await app.StoreAsync(store => store.State == "ok", Stop);

        await client.EndedAsync(await client.SubmittedAsync(["One."], Stop), Stop);
    }

    [Fact]
    public async Task While_it_warms_up_or_stops_the_service_takes_none()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);
        app.Get<Readiness>().Drain();

        using var answer = await client.SubmitAsync(["One."], stop: Stop);

        await DeclaredAnswer.AssertAsync(answer, 503);
        await answer.ProblemAsync(503, "draining");
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_gives_its_turn_to_the_next()
    {
        var patience = TimeSpan.FromMinutes(17);
        var time = new HeldTimers(patience);
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { SubmissionPatience = patience }, time: time);
        var client = await app.ReadyAsync(Stop);
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Stop);
        await slow.GetStream().WriteAsync("POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer dev\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), Stop);

        await Eventually.TrueAsync("the body is waited for", () => time.Held > 0, Stop);
        time.End();
        var said = await Eventually.EndsAsync("the answer comes", ReadAsync(slow.GetStream(), "their turn"), Stop);

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", said);
        // The server would cut it some seconds later by itself, without a word.
        Assert.Contains("others wait for their turn", said);
        Assert.Equal(HttpStatusCode.Accepted, (await client.SubmitAsync(["One."], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task Who_would_wait_too_long_for_a_turn_is_told_when_to_come_again()
    {
        var url = await server.MigratedAsync(Stop);
        // Of the turn alone: the same patience with a body never ends.
        var patience = TimeSpan.FromMilliseconds(323);
        await using var app = BatchApp.On(url, BatchApp.Hurried with { SubmissionPatience = patience }, time: new HeldTimers(patience));
        var client = await app.ReadyAsync(Stop);
        await using var gate = await HeldAsync(app);
        var first = client.SubmitAsync(["One."], stop: Stop);
        await Eventually.SeesAsync(
            "the first one stands at the database, with the turn in its hands",
            () => PostgresServer.ReadAsync<long>(url, """
                select count(*) from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database())
                """),
            waiting => waiting > 0,
            Stop);

        using var second = await client.SubmitAsync(["Two."], stop: Stop);
        await gate.DisposeAsync();

        await DeclaredAnswer.AssertAsync(second, 429);
        Assert.Equal(HttpStatusCode.Accepted, (await first).StatusCode);
    }

    private static Func<HttpRequestMessage>[] Every() =>
    [
        () => new HttpRequestMessage(HttpMethod.Post, "/v1/batches") { Content = new StringContent("""{"items":[{"text":"a"}]}""", Encoding.UTF8, "application/json") },
        () => new HttpRequestMessage(HttpMethod.Get, Unknown),
        () => new HttpRequestMessage(HttpMethod.Get, $"{Unknown}/results"),
        () => new HttpRequestMessage(HttpMethod.Delete, Unknown),
    ];

    /// <summary>A body of so many bytes with one text in it.</summary>
    private static string Padded(int bytes)
    {
        const string body = """{"items":[{"text":"a"}]}""";
        return body + new string(' ', bytes - body.Length);
    }

    /// <summary>Holds the lock that whoever stores a batch must have.</summary>
    private static async Task<IAsyncDisposable> HeldAsync(ReasonatorApp app)
    {
        var connection = await app.Get<Database>().Source.OpenConnectionAsync(Stop);
        var transaction = await connection.BeginTransactionAsync(Stop);
        await RowBudget.LockAsync(connection, Stop);
        return new Held(async () =>
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        });
    }

    /// <summary>Reads until some words have come, or the end.</summary>
    private static async Task<string> ReadAsync(Stream answer, string words)
    {
        var said = new StringBuilder();
        var part = new byte[1024];
        while (!said.ToString().Contains(words) && await answer.ReadAsync(part, Stop) is > 0 and var read)
        {
            said.Append(Encoding.ASCII.GetString(part, 0, read));
        }

        return said.ToString();
    }

    /// <summary>A clock whose timers of one length end when the test says so. All others are real.</summary>
    private sealed class HeldTimers(TimeSpan length) : TimeProvider
    {
        private readonly ConcurrentQueue<Action> _held = new();

        public int Held => _held.Count;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != length)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            _held.Enqueue(() => callback(state));
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        /// <summary>Ends those that were begun so far.</summary>
        public void End()
        {
            while (_held.TryDequeue(out var end))
            {
                end();
            }
        }
    }

    private sealed class Held(Func<Task> release) : IAsyncDisposable
    {
        private Func<Task>? _release = release;

        public async ValueTask DisposeAsync() => await (Interlocked.Exchange(ref _release, null)?.Invoke() ?? Task.CompletedTask);
    }
}
