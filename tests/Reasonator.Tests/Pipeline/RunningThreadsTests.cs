using System.Collections.Concurrent;
using System.Net;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Tests.Models;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Pipeline;

/// <summary>Which threads run the model: none that serves a request.</summary>
public sealed class RunningThreadsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_self_test_of_a_start_runs_the_model_on_no_thread_of_the_pool()
    {
        using var copy = new ModelCopy();
        var runs = new ConcurrentQueue<(string? Name, bool OfThePool)>();

        // As the boot calls it. Told of each run by the thread that ran it.
        using var model = await Task.Run(
            () => ModelLoader.Load(copy.Folder, null, TimeProvider.System, (_, _) => runs.Enqueue((Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread))), Stop);

        Assert.Equal(62, runs.Count);
        Assert.DoesNotContain(runs, run => run.OfThePool);
    }

    [Theory]
    [InlineData("""{"items":[{"text":"Profit rose"},{"text":"Sales fell"}]}""")]
    [InlineData("""{"items":[{"text":"Profit rose"}],"explain":true}""")]
    [InlineData("""{"items":[{"text":"Profit rose. Sales fell. Nobody knows why."}],"mode":"document"}""")]
    public async Task A_request_of_any_kind_runs_the_model_on_the_workers_threads_only(string body)
    {
        await using var app = new ReasonatorApp { Pipeline = new PipelineOptions { Workers = 2 } };
        var client = await app.ReadyAsync(Stop);

        Assert.Equal(HttpStatusCode.OK, (await client.PostScoreAsync(body, Stop)).StatusCode);

        Assert.NotEmpty(app.Model.Threads);
        Assert.All(app.Model.Threads, run => Assert.True(!run.OfThePool && run.Name!.StartsWith("inference-", StringComparison.Ordinal), $"{run}"));
    }
}
