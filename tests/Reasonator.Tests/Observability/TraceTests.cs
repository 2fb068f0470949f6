using System.Net;
using System.Net.Http.Json;
using System.Text;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Observability;

/// <summary>The real binary and a collector.</summary>
public sealed class TraceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Exporter = "OpenTelemetry.Exporter.OpenTelemetryProtocol.dll";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";

    // Nanoseconds between the clocks of a request's span and of its stages: on a loaded machine the thread that reads both pauses in between.
    private const ulong Skew = 1_000_000_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callers_trace_goes_on_with_a_span_for_the_request_and_one_for_each_stage()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var service = ServiceProcess.Serve(collector.Environment);
        await service.ReadyAsync(Stop);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(Traced("/v1/score?canary=1"), Stop)).StatusCode);

        var spans = (await collector.SpansAsync(Trace, 4, Stop)).ToDictionary(span => span.Name);
        var request = spans["POST /v1/score"];
        Assert.Equal((Parent, 2, 0), (request.Parent, request.Kind, request.Status));
        Assert.Equal(
            new Dictionary<string, string> { ["http.request.method"] = "POST", ["http.route"] = "/v1/score", ["http.response.status_code"] = "200", ["reasonator.texts"] = "1", ["reasonator.tokens"] = "4" },
            request.Attributes);
        Assert.Equal("reasonator", request.Resource["service.name"]);
        var stages = ((string[])["tokenize", "queue", "infer"]).Select(name => spans[name]).ToList();
        Assert.All(stages, stage => Assert.Equal((request.Id, 1, 0), (stage.Parent, stage.Kind, stage.Attributes.Count)));
        ulong[] times = [.. stages.SelectMany(stage => (ulong[])[stage.Start, stage.End])];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second, pair.First, pair.First + 30_000_000_000));
        Assert.InRange(times[0], request.Start - Skew, request.End);
        Assert.InRange(times[^1], request.Start, request.End + Skew);
    }

    [Fact]
    public async Task A_batch_s_chunk_is_a_trace_of_its_own_with_the_same_stages()
    {
        var url = await server.MigratedAsync(Stop);
        await using var collector = await FakeCollector.StartAsync();
        await using var service = ServiceProcess.Serve(new Dictionary<string, string>(collector.Environment) { ["DATABASE_URL"] = url });
        await service.ReadyAsync(Stop);

        var id = await service.Client.SubmittedAsync(["Profit rose", "Sales fell"], Stop);
        await service.Client.EndedAsync(id, Stop);

        var chunk = (await collector.SpansAsync("a chunk's span comes", span => span.Name == "batch chunk", 1, Stop))[0];
        Assert.Equal(new Dictionary<string, string> { ["reasonator.batch"] = id, ["reasonator.texts"] = "2", ["reasonator.tokens"] = "8" }, chunk.Attributes);
        Assert.Equal("", chunk.Parent);
        var spans = await collector.SpansAsync(chunk.TraceId, 4, Stop);
        Assert.Equal(["infer", "queue", "tokenize"], spans.Where(span => span.Parent == chunk.Id).Select(span => span.Name).Order());
        Assert.All(spans, span => Assert.True(chunk.Start <= span.Start && span.Start <= span.End && span.End <= chunk.End + 1_000_000));
    }

    [Fact]
    public async Task Nothing_that_a_caller_wrote_and_no_secret_is_in_a_span_or_in_the_log()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var service = ServiceProcess.Serve(collector.Environment);
        await service.ReadyAsync(Stop);
        foreach (var path in (string[])["/v1/score?q=canary", "/canary/path?q=canary", "/v1/batches/canary"])
        {
            await service.Client.SendAsync(Traced(path), Stop);
        }

        await service.Client.SendAsync(Traced("/v1/score", method: "CANARY"), Stop);
        await collector.SpansAsync(Trace, 7, Stop);
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync(Stop));

        Assert.All(collector.Bodies, body => Assert.DoesNotContain("canary", Encoding.Latin1.GetString(body), StringComparison.OrdinalIgnoreCase));
        Assert.All(collector.Spans, span => Assert.Equal("", span.TraceState));
        Assert.Superset(new HashSet<string> { "POST (none)", "OTHER (none)" }, collector.Spans.Select(span => span.Name).ToHashSet());
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains("canary", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_exporter_is_loaded_only_where_there_is_a_collector()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var with = ServiceProcess.Serve(collector.Environment);
        await using var without = ServiceProcess.Serve();
        foreach (var (service, loaded) in ((ServiceProcess, bool)[])[(with, true), (without, false)])
        {
            await service.ReadyAsync(Stop);
            await service.Client.SendAsync(Traced("/v1/score"), Stop);
            await service.Client.GetAsync("/metrics", Stop);

            Assert.Equal(loaded, (await File.ReadAllTextAsync($"/proc/{service.Id}/maps", Stop)).Contains(Exporter));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_that_hangs_or_is_not_there_costs_callers_nothing_and_holds_no_stop(bool hangs)
    {
        await using var collector = await FakeCollector.StartAsync(isHung: true);
        using var nobody = new ReservedPort();
        var environment = collector.Environment;
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = hangs ? environment["OTEL_EXPORTER_OTLP_ENDPOINT"] : $"{nobody.Url}";
        environment["OTEL_BSP_MAX_QUEUE_SIZE"] = environment["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "8";
        await using var service = ServiceProcess.Serve(environment);
        await service.ReadyAsync(Stop);
        if (hangs)
        {
            await service.Client.ScoreAsync(["Profit rose"], stop: Stop);
            await collector.Called(Stop);
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync([$"Profit rose {i}"], stop: Stop)).StatusCode);
        }

        // One export at a time, each given three seconds: nobody waited for one of his own.
        Assert.InRange(collector.Calls, hangs ? 1 : 0, 25);
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync(Stop));
        Assert.Empty(service.Errors);
    }

    private static HttpRequestMessage Traced(string path, string method = "POST")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(new { items = (object[])[new { id = "canary-id", text = "canary rose" }] }) };
        request.Headers.Add("traceparent", $"00-{Trace}-{Parent}-01");
        foreach (var name in (string[])["tracestate", "baggage"])
        {
            request.Headers.Add(name, "canary=canary");
        }

        foreach (var name in (string[])["X-Request-Id", "User-Agent", "X-Forwarded-For", "Cookie"])
        {
            request.Headers.TryAddWithoutValidation(name, "canary");
        }

        return request;
    }
}
