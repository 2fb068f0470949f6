using Reasonator.Batches;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Tracing;

/// <summary>Pages of stored scores, whatever their size, while others are stored.</summary>
public sealed class ScorePagingTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("&stale=true")]
    [InlineData("&text_sha256=")]
    public async Task Pages_of_any_limit_give_each_score_once_and_in_order_while_others_are_stored(string filter)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp
        {
            Store = StoreApp.Hurried(url),
            Batches = new BatchOptions { ChunkTokens = 60, Poll = TimeSpan.FromMilliseconds(20) },
        };
        var client = await app.ReadyAsync(Stop);
        filter = filter.EndsWith('=') ? filter + ScoreRequests.Hash("Text 3.") : filter;
        var random = new Random(filter.Length);
        await FillAsync(app, client, random);
        await PostgresServer.ExecuteAsync(url, "update score_event set lineage = 'other' where tokens % 2 = 0 or random() < 0.5; update batch_score_chunks set lineage = 'other' where random() < 0.6");
        var whole = (await client.ScoresAsync($"limit=1000{filter}", Stop)).ConvertAll(score => score.Word("id"));
        Assert.True(whole.Count > 10);

        foreach (var limit in (int[])[1, 2, 3, random.Next(4, 40), random.Next(4, 40), whole.Count - 1, whole.Count, whole.Count + 1])
        {
            // So many and no more: one who writes faster than this one reads would fill the rows that the budget has.
            var writing = WriteAsync(client, times: 10);
            var ids = await client.PagedIdsAsync(limit, filter, Stop);
            Assert.Equal(ids.Distinct(), ids);
            Assert.Equal(whole, ids.Where(whole.Contains));
            await writing;
        }

        Assert.True(filter.Length > 0 || (await client.PagedIdsAsync(1000, filter, Stop)).Count > whole.Count);
    }

    [Fact]
    public async Task The_newest_come_first_and_the_items_of_a_chunk_in_their_order()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        var client = await app.ReadyAsync(Stop);
        await client.ScoreAsync(["First."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 1, Stop);
        await client.EndedAsync(await client.SubmittedAsync(["Second.", "Third.", "Fourth."], Stop), Stop);
        await client.ScoreAsync(["Fifth."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == 2, Stop);

        var scores = await client.ScoresAsync("", Stop);

        Assert.Equal(((string[])["Fifth.", "Second.", "Third.", "Fourth.", "First."]).Select(ScoreRequests.Hash), scores.Select(score => score.Word("text_sha256")));
    }

    /// <summary>Single scores and batches, one after the other.</summary>
    private static async Task FillAsync(ReasonatorApp app, HttpClient client, Random random)
    {
        long events = 0;
        for (var i = 0; i < 12; i++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 12)).Select(text => $"Text {text}.").ToArray();
            if (random.Next(2) == 0)
            {
                await client.EndedAsync(await client.SubmittedAsync(texts, Stop), Stop);
            }
            else
            {
                events += texts.Length;
                await client.ScoreAsync(texts, stop: Stop);
                await app.StoreAsync(store => store.EventsWritten == events, Stop);
            }
        }

        await client.EndedAsync(await client.SubmittedAsync(Enumerable.Range(0, 40).Select(text => $"Text {text % 20}."), Stop), Stop);
        await client.ScoreAsync(["Text 3.", "Text 3."], stop: Stop);
        await app.StoreAsync(store => store.EventsWritten == events + 2, Stop);
    }

    private static async Task WriteAsync(HttpClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.ScoreAsync([$"Text {i % 5}.", "Another one."], stop: Stop);
            await client.SubmittedAsync([$"Text {i % 5}.", "Another one."], Stop);
        }
    }
}
