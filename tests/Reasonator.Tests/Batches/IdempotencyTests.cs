using System.Net;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Batches;

/// <summary>The same key and body are the same batch, whenever and wherever they come.</summary>
public sealed class IdempotencyTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_more_is_the_same_batch_also_after_a_restart_and_on_another_instance()
    {
        var url = await server.MigratedAsync(Stop);
        string first;
        await using (var app = BatchApp.On(url))
        {
            var client = await app.ReadyAsync(Stop);
            first = await IdAsync(await client.SubmitAsync(["One."], "monday", stop: Stop));
            Assert.Equal(first, await IdAsync(await client.SubmitAsync(["One."], "monday", stop: Stop)));
        }

        await using var later = BatchApp.On(url);
        Assert.Equal(first, await IdAsync(await (await later.ReadyAsync(Stop)).SubmitAsync(["One."], "monday", stop: Stop)));
        Assert.Equal(2, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task Many_at_once_to_two_instances_are_one()
    {
        var url = await server.MigratedAsync(Stop);
        await using var one = BatchApp.On(url);
        await using var other = BatchApp.On(url);
        HttpClient[] clients = [await one.ReadyAsync(Stop), await other.ReadyAsync(Stop)];

        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => await IdAsync(await clients[i % 2].SubmitAsync(BatchApp.Texts, "monday", stop: Stop))));

        Assert.Single(ids.Distinct());
        Assert.Equal(1, await PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs"));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused_and_changes_nothing()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        await client.SubmitAsync(["One."], "monday", stop: Stop);

        using var answer = await client.SubmitAsync(["Two."], "monday", stop: Stop);

        await DeclaredAnswer.AssertAsync(answer, 422);
        await answer.ProblemAsync(422, "idempotency-key-reused");
        Assert.Equal(2, await BatchApp.RowsAsync(url));
    }

    [Fact]
    public async Task Another_key_another_caller_or_none_is_another_batch()
    {
        await using var app = BatchApp.On(await server.MigratedAsync(Stop));
        var client = await app.ReadyAsync(Stop);
        app.Secrets = new() { ServiceToken = "dev", OperatorToken = "op" };
        var ids = new List<string>();
        foreach (var key in (string?[])["monday", "tuesday", null, null])
        {
            ids.Add(await IdAsync(await client.SubmitAsync(["One."], key, stop: Stop)));
        }

        client.DefaultRequestHeaders.Authorization = new("Bearer", "op");
        ids.Add(await IdAsync(await client.SubmitAsync(["One."], "monday", stop: Stop)));

        Assert.Equal(5, ids.Distinct().Count());
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }
}
