using System.Globalization;
using Reasonator.Store;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>What Prometheus reads about the store and the batches.</summary>
public sealed class MetricsTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_stored_is_counted()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("no") : new(2, -1, 0.5f);
        await client.ScoreAsync(["One is here.", "Two is here."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);
        await client.EndedAsync(await client.SubmittedAsync(["loss", "profit rose", "sales fell"], Stop), Stop);

        // The exporter keeps an answer for a moment, and a chunk is counted after its batch has ended.
        var metrics = await Eventually.SeesAsync(
            "the stored chunk is counted", () => ReadAsync(client), seen => seen.ContainsKey("reasonator_batch_chunks_total{outcome=\"stored\"}"), Stop);

        Assert.Equal(2, metrics["reasonator_store_events_written_total"]);
        Assert.Equal(0, metrics["reasonator_store_events_lost_total"]);
        Assert.Equal(0, metrics["reasonator_store_events_pending"]);
        Assert.Equal(StoreApp.OwnRows + 4, metrics["reasonator_store_rows"]);
        Assert.Equal(StoreOptions.DefaultRowBudget, metrics["reasonator_store_row_budget"]);
        Assert.Equal(1, metrics["reasonator_store_up"]);
        Assert.Equal(2, metrics["reasonator_batch_texts_total{outcome=\"scored\"}"]);
        Assert.Equal(1, metrics["reasonator_batch_texts_total{outcome=\"failed\"}"]);
    }

    [Fact]
    public async Task A_database_that_is_down_shows_with_what_waits_and_what_is_lost()
    {
        using var nobody = new ReservedPort();
        await using var app = new ReasonatorApp
        {
            Store = StoreApp.Hurried($"postgres://u:canary@127.0.0.1:{nobody}/d") with
            {
                BufferBytes = 4 * EventBuffer.BytesAnEvent,
                LastWrite = TimeSpan.FromMilliseconds(10),
            },
        };
        var client = await app.ReadyAsync(Stop);
        for (var i = 0; i < 6; i++)
        {
            await client.ScoreAsync([$"Text {i}."], stop: Stop);
        }

        var metrics = await ReadAsync(client);

        Assert.Equal((0, 4, 2), (metrics["reasonator_store_up"], metrics["reasonator_store_events_pending"], metrics["reasonator_store_events_lost_total"]));
        Assert.DoesNotContain(metrics.Keys, name => name.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_database_there_is_nothing_to_tell_of_one_also_beside_a_service_that_has_one()
    {
        await using var other = BatchApp.On(await server.MigratedAsync(Stop));
        Assert.Contains(await ReadAsync(await other.ReadyAsync(Stop)), metric => metric.Key.StartsWith("reasonator_store", StringComparison.Ordinal));
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        Assert.DoesNotContain(await ReadAsync(client), metric => metric.Key.StartsWith("reasonator_store", StringComparison.Ordinal));
    }

    /// <summary>Each sample by its name and its labels, but for those that name the meter.</summary>
    private static async Task<Dictionary<string, double>> ReadAsync(HttpClient client)
    {
        var lines = (await client.GetStringAsync("/metrics", Stop)).Split('\n').Where(line => line.Length > 0 && line[0] != '#');
        return lines.Select(line => line.Split(' ')).ToDictionary(
            sample => sample[0].Replace("otel_scope_name=\"Reasonator\",", "").Replace("{otel_scope_name=\"Reasonator\"}", ""),
            sample => double.Parse(sample[1], CultureInfo.InvariantCulture));
    }
}
