using System.Net;
using Microsoft.Extensions.Hosting;
using Reasonator.Batches;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Vault;

namespace Reasonator.Tests.Batches;

/// <summary>When a stream of results ends, how, and how many there are, on a real database.</summary>
public sealed class ResultStreamTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_that_is_taken_back_ends_a_stream_of_results()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop), BatchApp.Hurried with { ChunksAtOnce = 1 });
        var client = await app.ReadyAsync(Stop);
        var id = await HeldAsync(app, client);
        using var answer = await OpenAsync(client, id);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        app.Secrets = new Secrets { ServiceToken = "another", PreviousServiceToken = "dev" };
        app.Model.Release(10);
        for (var i = 0; i < 10; i++)
        {
            Assert.NotNull(await Eventually.EndsAsync("a result comes", lines.ReadLineAsync(Stop).AsTask(), Stop));
        }

        app.Secrets = new Secrets { ServiceToken = "another" };

        Assert.Equal("", await Eventually.EndsAsync("the stream ends", lines.ReadToEndAsync(Stop), Stop));
        using var refused = await OpenAsync(client, id);
        await refused.ProblemAsync(401, "unauthorized");
        app.Model.Open();
    }

    [Fact]
    public async Task More_streams_of_results_than_are_kept_are_refused_until_one_ends()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);
        var id = await HeldAsync(app, client);
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < ResultStream.Most; i++)
        {
            streams.Add(await OpenAsync(client, id));
            Assert.Equal(HttpStatusCode.OK, streams[i].StatusCode);
        }

        using var refused = await OpenAsync(client, id);
        await DeclaredAnswer.AssertAsync(refused, 429);
        await refused.ProblemAsync(429, "too-many-streams");

        streams[0].Dispose();
        await EndedAsync(app, ResultStream.Most - 1);
        using var taken = await OpenAsync(client, id);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        taken.Dispose();
        streams.ForEach(stream => stream.Dispose());
        await EndedAsync(app, 0);
        app.Model.Open();
    }

    [Fact]
    public async Task A_batch_that_is_deleted_under_a_stream_breaks_it_off()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url, BatchApp.Hurried with { ChunksAtOnce = 1 });
        var client = await app.ReadyAsync(Stop);
        var id = await HeldAsync(app, client);
        using var answer = await OpenAsync(client, id);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        app.Model.Release(10);
        for (var i = 0; i < 10; i++)
        {
            await Eventually.EndsAsync("a result comes", lines.ReadLineAsync(Stop).AsTask(), Stop);
        }

        await PostgresServer.ExecuteAsync(url, "delete from batch_score_jobs");

        await Assert.ThrowsAnyAsync<IOException>(() => Eventually.EndsAsync("the stream breaks off", lines.ReadToEndAsync(Stop), Stop));
        app.Model.Open();
    }

    [Fact]
    public async Task Who_asks_for_results_during_a_drain_is_told_of_it()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);
        var id = await HeldAsync(app, client);

        app.Get<IHostApplicationLifetime>().StopApplication();
        using var refused = await OpenAsync(client, id);

        await DeclaredAnswer.AssertAsync(refused, 503);
        await refused.ProblemAsync(503, "draining");
        app.Model.Open();
    }

    /// <summary>A batch of six chunks, the first of whose texts the model holds.</summary>
    private static async Task<string> HeldAsync(ReasonatorApp app, HttpClient client)
    {
        app.Model.Hold();
        var id = await client.SubmittedAsync(BatchApp.Texts, Stop);
        await app.Model.Entered(Stop);
        return id;
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, string batch) => Eventually.EndsAsync(
        "the service answers", client.GetAsync($"/v1/batches/{batch}/results", HttpCompletionOption.ResponseHeadersRead, Stop), Stop);

    private static Task EndedAsync(ReasonatorApp app, int open)
    {
        var streams = app.Get<ResultStream>();
        return Eventually.TrueAsync($"{open} streams are open", () => streams.Open == open, Stop, () => $"{streams.Open}");
    }
}
