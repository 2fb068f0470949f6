using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reasonator.Models;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>What a scored request leaves in a real database.</summary>
public sealed class ScoreEventTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Text = "Canaria Corp raises guidance — 12 %";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scored_text_leaves_what_was_answered_and_what_made_it()
    {
        var began = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-7");

        var result = (await (await client.ScoreAsync([$" {Text} "], stop: Stop)).JsonAsync()).GetProperty("results")[0];
        await app.StoreAsync(store => store.EventsWritten == 1, Stop);

        var row = JsonDocument.Parse(await PostgresServer.ReadAsync<string>(url, "select json_agg(e)::text from score_event e")).RootElement[0];
        var manifest = ModelManifest.Read(Repository.Model);
        var sha = new string('a', 64);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), row.GetProperty("text_sha256").GetString()![2..]);
        Assert.Equal(("raptor-7", "service", "sentence"), (Word(row, "request_id"), Word(row, "caller"), Word(row, "mode")));
        Assert.Equal((Text.Length, Number(result, "tokens")), ((int)Number(row, "text_length"), Number(row, "tokens")));
        Assert.Equal((Word(result, "label"), Number(result, "sentiment")), (Word(row, "label"), Number(row, "sentiment")));
        Assert.All((string[])["positive", "negative", "neutral"], label => Assert.Equal(Number(result.GetProperty("scores"), label), Number(row, label)));
        Assert.Equal((sha, Fingerprint.Of(manifest, sha), Fingerprint.OfLineage(manifest, sha)), (Word(row, "model_sha"), Word(row, "fingerprint"), Word(row, "lineage")));
        Assert.InRange(DateTimeOffset.Parse(Word(row, "scored_at"), CultureInfo.InvariantCulture), began, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Every_text_of_a_request_leaves_one_row_also_when_its_score_was_known()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);

        await client.ScoreAsync(["One.", "Two.", "One."], stop: Stop);
        await client.ScoreAsync(["One."], stop: Stop);
        await client.PostScoreAsync("""{"items":[{"text":"Profit rose. Sales fell."}],"mode":"document"}""", Stop);
        await client.PostScoreAsync("""{"items":[{"text":""}]}""", Stop);
        await app.StoreAsync(store => store is { EventsWritten: >= 5, EventsPending: 0 }, Stop);

        Assert.Equal(5, await StoreApp.EventsAsync(url));
        Assert.Equal("4 sentence, 1 document", await PostgresServer.ReadAsync<string>(url, "select string_agg(n || ' ' || mode, ', ' order by n desc) from (select count(*) n, mode from score_event group by mode) x"));
        Assert.Equal(3, await PostgresServer.ReadAsync<long>(url, "select count(distinct text_sha256) from score_event"));
    }

    [Fact]
    public async Task A_text_whose_run_failed_leaves_none()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length > 5 ? throw new InvalidOperationException("no") : new(2, -1, 0.5f);

        await client.ScoreAsync(["One.", "This one is longer and fails."], stop: Stop);
        await client.ScoreAsync(["Two."], stop: Stop);
        await app.StoreAsync(store => store is { EventsWritten: >= 2, EventsPending: 0 }, Stop);

        Assert.Equal(2, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task The_operators_token_is_told_from_the_services()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        app.Secrets = new() { ServiceToken = "dev", OperatorToken = "op" };
        await client.ScoreAsync(["One."], stop: Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "op");
        await client.ScoreAsync(["Two."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);

        Assert.Equal("service operator", await PostgresServer.ReadAsync<string>(url, "select string_agg(caller, ' ' order by id) from score_event"));
    }

    [Fact]
    public async Task No_byte_of_a_text_is_anywhere_in_the_server()
    {
        await using var own = await PostgresServer.OwnAsync();
        var url = await own.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Add("X-Request-Id", "canary-that-is-there");

        await client.ScoreAsync([Text], stop: Stop);
        await client.PostAsync("/v1/score", JsonContent.Create(new { items = new[] { new { text = $"{Text}. {Text}." } }, mode = "document" }), Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);

        // Its files come and go as long as it runs.
        await own.StopAsync();
        Assert.True(own.Holds("canary-that-is-there"));
        Assert.False(own.Holds("Canaria"));
    }

    [Fact]
    public async Task Every_score_that_was_answered_is_stored_also_those_that_were_answered_after_SIGTERM()
    {
        var url = await server.MigratedAsync(Stop);
        // Four callers keep its one worker busy, whatever the machine's cores: a run is under way when the signal comes.
        await using var service = ServiceProcess.Serve(new Dictionary<string, string> { ["DATABASE_URL"] = url, ["DOTNET_PROCESSOR_COUNT"] = "1" });
        await service.ReadyAsync(Stop);
        var scored = 0;
        var callers = Task.WhenAll(Enumerable.Range(0, 4).Select(caller => CallAsync(service.Client, $"{caller}", () => Interlocked.Increment(ref scored))));
        await Eventually.TrueAsync("two texts are scored", () => Volatile.Read(ref scored) >= 2, Stop, () => $"{scored}");
        var before = Volatile.Read(ref scored);
        service.Terminate();

        Assert.Equal(0, await service.ExitAsync(Stop));
        await Eventually.EndsAsync("the callers end", callers, Stop);
        Assert.InRange(scored, before + 1, int.MaxValue);
        Assert.Equal(scored, await StoreApp.EventsAsync(url));
    }

    [Fact]
    public async Task Without_a_database_nothing_is_kept_and_info_says_none()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["One."], stop: Stop);

        var store = (await (await client.GetAsync("/v1/info", Stop)).JsonAsync()).GetProperty("store");

        Assert.Equal("""{"state":"none","events_written":0,"events_lost":0,"events_pending":0,"row_budget":10000}""", store.GetRawText());
    }

    /// <summary>Asks for one long text after the other until the service stops.</summary>
    private static async Task CallAsync(HttpClient client, string name, Action scored)
    {
        var text = string.Concat(Enumerable.Repeat("profit rose sharply ", 300));
        try
        {
            for (var i = 0; ; i++)
            {
                using var answer = await client.ScoreAsync([$"{name} {i} {text}"], wait: 25, stop: Stop);
                switch (answer.StatusCode)
                {
                    case HttpStatusCode.OK:
                        scored();
                        break;
                    case HttpStatusCode.ServiceUnavailable:
                        return;
                }
            }
        }
        catch (HttpRequestException)
        {
            // It listens no more.
        }
    }

    private static string Word(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static double Number(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
