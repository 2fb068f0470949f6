using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Observability;

/// <summary>What <c>/metrics</c> says of a service that has done everything once: with a database, batches, faults and refusals.</summary>
public sealed class FullScrape : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private Scrape? _scrape;

    internal async Task<Scrape> ReadAsync(CancellationToken stop) => _scrape ??= await ScrapeAsync(await _server.MigratedAsync(stop), stop);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<Scrape> ScrapeAsync(string url, CancellationToken stop)
    {
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("no") : new(2, -1, 0.5f);
        await client.ScoreAsync(["Profit rose."], stop: stop);
        await client.ScoreAsync(["loss"], stop: stop);
        await client.EndedAsync(await client.SubmittedAsync(["loss", "sales fell"], stop), stop);
        return await Scrape.ReadAsync(client, scrape => scrape["reasonator_batch_chunks_total"] > 0 && scrape["reasonator_store_events_written_total"] > 0 && scrape["reasonator_requests_total", ("status", "500")] > 0, stop);
    }
}
