using System.Globalization;
using System.Text.Json;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Tests.Tracing;

namespace Reasonator.Tests.Drift;

/// <summary>What a day is, on a real database.</summary>
public sealed class DriftTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Most = Reasonator.Drift.DriftTable.Most;

    // Seeds lie on days that have ended: no midnight comes between, and the server deletes no event of a month ago.
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scores_of_single_requests_and_of_batches_count_alike()
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["One.", "Two."], stop: Stop);
        await client.EndedAsync(await client.SubmittedAsync(["Three.", "Four.", "Five."], Stop), Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);
        await MoveAsync(url, Day(1));

        var day = (await DriftAsync(client, $"day={Day(1)}")).GetProperty("day");

        Assert.Equal((5, 0, app.Sha, false), (day.GetProperty("scores").GetInt32(), day.GetProperty("other_models").GetInt32(), day.Word("model_sha"), day.GetProperty("is_sample").GetBoolean()));
        Assert.Equal((5, 0, 0), Labels(day));
        var sentiment = (await client.ScoresAsync("limit=1", Stop))[0].GetProperty("sentiment").GetDouble();
        Assert.Equal(sentiment, day.GetProperty("mean_sentiment").GetDouble(), 6);
        var histogram = day.GetProperty("histogram").EnumerateArray().Select(bar => bar.GetInt32()).ToList();
        Assert.Equal((20, 5), (histogram.Count, histogram[(int)Math.Floor((sentiment + 1) * 10)]));
    }

    [Fact]
    public async Task A_day_is_from_midnight_to_midnight_of_UTC_in_both_kinds()
    {
        var (app, url) = await SeededAsync();
        await using var running = app;
        var client = await app.ReadyAsync(Stop);
        await SeedAsync(url, Day(1), 2, "positive", 0.8, app.Sha, first: 0);
        await SeedAsync(url, Day(1), 1, "positive", 0.8, app.Sha, first: -1);
        await SeedChunksAsync(url, Day(1), texts: 5, app.Sha, first: 0);
        await SeedChunksAsync(url, Day(1), texts: 10, app.Sha, first: -1);

        var report = await DriftAsync(client, $"day={Day(1)}&against={Day(2)}");

        Assert.Equal((Day(1), 2 + 5), (report.GetProperty("day").Word("day"), Count(report, "day")));
        Assert.Equal((Day(2), 1 + 10), (report.GetProperty("against").Word("day"), Count(report, "against")));
        Assert.Equal("too_few", report.Word("verdict"));
        Assert.False(report.TryGetProperty("sentiment_distance", out _));
    }

    [Fact]
    public async Task A_day_of_other_labels_has_drifted_and_one_of_the_same_has_not()
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        await SeedAsync(url, Day(1), 300, "positive", 0.8, app.Sha);
        await SeedAsync(url, Day(5), 300, "positive", 0.8, app.Sha);
        await SeedAsync(url, Day(8), 300, "negative", -0.8, app.Sha);

        var same = await DriftAsync(client, $"day={Day(1)}&against={Day(5)}");
        var other = await DriftAsync(client, $"day={Day(1)}&against={Day(8)}");

        Assert.Equal(("none", false), (same.Word("verdict"), same.GetProperty("models_differ").GetBoolean()));
        Assert.Equal(("drift", 1.0, 1.0), (other.Word("verdict"), other.GetProperty("label_distance").GetDouble(), other.GetProperty("sentiment_distance").GetDouble()));
        Assert.StartsWith("Labels and sentiment changed", other.Word("statement"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_models_scores_are_counted_and_a_change_of_models_is_said()
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        var old = new string('b', 64);
        await SeedAsync(url, Day(1), 60, "positive", 0.8, app.Sha);
        await SeedAsync(url, Day(2), 40, "positive", 0.8, app.Sha);
        await SeedAsync(url, Day(2), 200, "negative", -0.8, old);
        await SeedAsync(url, Day(5), 200, "negative", -0.8, old);

        var mixed = await DriftAsync(client, $"day={Day(1)}&against={Day(2)}");
        var differ = await DriftAsync(client, $"day={Day(1)}&against={Day(5)}");

        Assert.Equal((false, app.Sha, 40, 200), (mixed.GetProperty("models_differ").GetBoolean(), mixed.GetProperty("against").Word("model_sha"), Count(mixed, "against"), mixed.GetProperty("against").GetProperty("other_models").GetInt32()));
        Assert.Equal((true, old), (differ.GetProperty("models_differ").GetBoolean(), differ.GetProperty("against").Word("model_sha")));
        Assert.EndsWith("a difference may be the model's.", differ.Word("statement"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_day_with_more_than_enough_the_latest_are_read_by_the_index()
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        await SeedAsync(url, Day(1), Most + 500, "positive", 0.8, app.Sha);

        var day = (await DriftAsync(client, $"day={Day(1)}")).GetProperty("day");

        Assert.Equal((Most, true), (day.GetProperty("scores").GetInt32(), day.GetProperty("is_sample").GetBoolean()));
        var plan = await PostgresServer.ReadAsync<string>(url, """
            explain (format json) select model_sha from score_event
            where id >= '0480c7a7-fc00-7000-8000-000000000000' and id < '0480ccce-5800-7000-8000-000000000000' order by id desc limit 20000
            """);
        Assert.Contains("score_event_pkey", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_far_beyond_what_is_read_in_both_tables_are_compared_by_their_latest()
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        foreach (var day in (string[])[Day(1), Day(2)])
        {
            await SeedAsync(url, day, (2 * Most) + 500, "positive", 0.8, app.Sha);
            await SeedChunksAsync(url, day, texts: 3 * Most, app.Sha);
        }

        var report = await DriftAsync(client, $"day={Day(1)}");

        foreach (var day in (string[])["day", "against"])
        {
            Assert.True(report.GetProperty(day).GetProperty("is_sample").GetBoolean());
            Assert.Equal(2 * Most, Count(report, day));
        }

        Assert.Equal("none", report.Word("verdict"));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)]
    [InlineData(0, 1, true)]
    public async Task A_day_that_was_read_whole_is_no_sample_also_when_it_just_fits(int moreEvents, int moreTexts, bool isSample)
    {
        var (app, url) = await SeededAsync();
        await using var _ = app;
        var client = await app.ReadyAsync(Stop);
        await SeedAsync(url, Day(1), Most + moreEvents, "positive", 0.8, app.Sha);
        await SeedChunksAsync(url, Day(1), Most + moreTexts, app.Sha);

        var day = (await DriftAsync(client, $"day={Day(1)}")).GetProperty("day");

        Assert.Equal((2 * Most, isSample), (day.GetProperty("scores").GetInt32(), day.GetProperty("is_sample").GetBoolean()));
    }

    [Theory]
    [InlineData("day=2999-11-25", "/day")]
    [InlineData("day=24.11.2126", "/day")]
    [InlineData("day=2020-02-30", "/day")]
    [InlineData("day=0001-01-01", "/day")]
    [InlineData("day=2020-11-24&day=2020-11-23", "/day")]
    [InlineData("against=", "/against")]
    [InlineData("day=2020-11-20&against=2020-11-20", "/against")]
    [InlineData("days=7", "/days")]
    public async Task A_day_that_is_none_is_told_with_its_pointer(string query, string place)
    {
        var (app, _) = await SeededAsync();
        await using var running = app;
        var client = await app.ReadyAsync(Stop);

        using var refused = await client.GetAsync($"/v1/drift?{query}", Stop);

        await DeclaredAnswer.AssertAsync(refused, 400);
        Assert.Equal(place, Assert.Single((await refused.ProblemAsync(400, "invalid-request")).GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Without_a_database_there_is_none()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        using var refused = await client.GetAsync("/v1/drift", Stop);

        await DeclaredAnswer.AssertAsync(refused, 503);
        await refused.ProblemAsync(503, "no-database");
    }

    private async Task<(ReasonatorApp App, string Url)> SeededAsync()
    {
        var url = await server.MigratedAsync(Stop);
        return (new ReasonatorApp { Store = StoreApp.Hurried(url) }, url);
    }

    /// <summary>A day (UTC) so many days ago, as the contract writes it.</summary>
    private static string Day(int ago) => Today.AddDays(-ago).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Makes all scores of a day's noon: their ids begin with their time.</summary>
    private static Task MoveAsync(string url, string day) => PostgresServer.ExecuteAsync(url, $"""
        update score_event set id = (lpad(to_hex((extract(epoch from timestamptz '{day} 12:00Z') * 1000)::bigint), 12, '0') || substr(id::text, 15))::uuid;
        update batch_score_chunks set result_id = (lpad(to_hex((extract(epoch from timestamptz '{day} 12:00Z') * 1000)::bigint), 12, '0') || substr(result_id::text, 15))::uuid;
        """);

    /// <summary>Events of a day, a millisecond apart; the first one so many after its midnight.</summary>
    private static Task SeedAsync(string url, string day, int count, string label, double sentiment, string model, int first = 1) => PostgresServer.ExecuteAsync(url, string.Create(CultureInfo.InvariantCulture, $"""
        insert into score_event select
          (lpad(to_hex((extract(epoch from timestamptz '{day} 00:00Z') * 1000)::bigint + n), 12, '0') || '70008' || left(md5('{model}' || n), 15))::uuid,
          timestamptz '{day} 00:00Z', 'seed', 'service', 'sentence', decode(repeat('ab', 32), 'hex'), 40, 12, '{label}', 0, 0, 1, {sentiment}, '{model}', 'f', 'l'
        from generate_series({first}, {first + count - 1}) n
        """));

    /// <summary>Results of a batch, some hundred a chunk; the last chunk has what is left.</summary>
    private static Task SeedChunksAsync(string url, string day, int texts, string model, int first = 1) => PostgresServer.ExecuteAsync(url, $$"""
        with job as (
          insert into batch_score_jobs (id, created_at, finished_at, caller, request_id, kind, status, body_sha256, total, tokens, chunks)
          values (gen_random_uuid(), now(), now(), 'service', 'seed', 'score', 'done', sha256('x'), {{texts}}, {{texts}}, 1) returning id)
        insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id, result_id, results, text_hashes, model_sha, fingerprint, lineage)
        select gen_random_uuid(), job.id, n, items, items, 'sentence', '', gen_random_uuid(),
          (lpad(to_hex((extract(epoch from timestamptz '{{day}} 00:00Z') * 1000)::bigint + n + {{first}}), 12, '0') || '70008' || left(md5('{{day}}' || n), 15))::uuid,
          convert_to(repeat('{"id":"0","label":"positive","sentiment":0.8}' || chr(10), items), 'UTF8'), '', '{{model}}', 'f', 'l'
        from job, lateral (select n, least({{Most}} / 80, {{texts}} - n * {{Most}} / 80) as items from generate_series(0, ({{texts}} - 1) / ({{Most}} / 80)) n) cut
        """);

    private static async Task<JsonElement> DriftAsync(HttpClient client, string query)
    {
        using var answer = await client.GetAsync($"/v1/drift?{query}", Stop);
        await DeclaredAnswer.AssertAsync(answer, 200);
        return await answer.JsonAsync();
    }

    private static int Count(JsonElement report, string day) => report.GetProperty(day).GetProperty("scores").GetInt32();

    private static (int Positive, int Negative, int Neutral) Labels(JsonElement day) =>
        (day.GetProperty("labels").GetProperty("positive").GetInt32(), day.GetProperty("labels").GetProperty("negative").GetInt32(), day.GetProperty("labels").GetProperty("neutral").GetInt32());
}
