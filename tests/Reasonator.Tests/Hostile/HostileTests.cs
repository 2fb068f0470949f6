using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Reasonator.Bench;
using Reasonator.Inference.Tokenization;
using Reasonator.Tests.Hosting;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hostile;

/// <summary>Some thousands of what <c>./bench/run hostile</c> sends two million of.</summary>
public sealed class HostileTests
{
    // Today's own, so that every run tries others; told when it fails.
    private readonly int _seed = Environment.TickCount;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void No_text_breaks_the_tokenizer()
    {
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(Repository.Model, "vocab.txt")));
        var random = new Random(_seed);

        for (var i = 0; i < 10_000; i++)
        {
            var fault = TokenizerFuzz.FaultOf(tokenizer, HostileTexts.Text(random));
            Assert.True(fault is null, $"Seed {_seed}, text {i}: {fault}");
        }
    }

    [Fact]
    public async Task No_body_is_the_services_fault()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var random = new Random(_seed);

        for (var i = 0; i < 2_000; i++)
        {
            var content = new ByteArrayContent(HostileBodies.Body(random));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await client.PostAsync("/v1/score", content, Stop);
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
                $"Seed {_seed}, body {i}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task No_bytes_on_a_connection_are_the_services_fault()
    {
        await using var app = ImpatientApp.Create(headers: true, idle: true, body: true);
        var client = await app.ReadyAsync(Stop);
        var random = new Random(_seed);
        var requests = Enumerable.Range(0, 1_000).Select(_ => HostileRequests.Bytes(random)).ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, requests.Length), new ParallelOptions { MaxDegreeOfParallelism = 200, CancellationToken = Stop }, async (i, stop) =>
        {
            using var caller = await RawCaller.ConnectAsync(client, stop);
            var statuses = await caller.StatusesAsync(Encoding.Latin1.GetString(requests[i]), stop);
            // Without a database batches are 503; 501 and 505 are the framework's for codings and versions that it does not know.
            Assert.True(Array.TrueForAll(statuses, status => status is < 500 or 501 or 503 or 505), $"Seed {_seed}, request {i}: {string.Join(", ", statuses)}");
        });

        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Profit rose"], stop: Stop)).StatusCode);
    }
}
