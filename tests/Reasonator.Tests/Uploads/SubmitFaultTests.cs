using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Uploads;
using Reasonator.Vault;

namespace Reasonator.Tests.Uploads;

/// <summary>What <c>batch submit</c> waits for, and what it refuses.</summary>
public sealed class SubmitFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_token_is_told_at_once_and_not_repeated()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(1);

        var answer = await Submission.CommandAsync(["batch", "submit", file.Input, "--url", $"{client.BaseAddress}"], "canary");

        answer.IsRefusedWith("the service refuses the token (401): RACK_SERVICE_TOKEN").Hides("canary");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_begun()
    {
        using var file = Submission.Of(1);

        var answer = await Submission.CommandAsync(["batch", "submit", file.Input, "--url", $"{Nobody}"], token: null);

        Assert.Equal(2, answer.Code);
        Assert.Contains("RACK_SERVICE_TOKEN is not set", answer.Errors);
        Assert.False(File.Exists(file.Results));
    }

    [Fact]
    public async Task A_service_without_a_database_is_not_waited_for()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(1);

        (await file.RunAsync(client.BaseAddress!)).IsRefusedWith("Set DATABASE_URL and run reasonator migrate");
    }

    [Fact]
    public async Task A_malformed_line_is_refused_with_its_number_before_anything_is_sent()
    {
        using var file = new Submission("in.ndjson", $"{Submission.Lines(6)}{{\"text\":\"canary\",}}\n");

        var answer = await file.RunAsync(Nobody);

        answer.IsRefused("line 7: malformed JSON at byte ").Hides("canary");
        Assert.False(File.Exists(file.Results));
    }

    [Theory]
    [InlineData("in.ndjson", "--text-column", "headline")]
    [InlineData("in.csv", "--mode", "word")]
    [InlineData("in.csv", "--out", "in.csv")]
    [InlineData("none.csv", "--out", "x")]
    public async Task A_command_that_means_nothing_is_told_as_usage(string name, string option, string value)
    {
        using var file = new Submission("in.csv", "text\nProfit rose\n");
        var folder = Path.GetDirectoryName(file.Input)!;
        File.Copy(file.Input, Path.Combine(folder, "in.ndjson"));

        var answer = await Submission.CommandAsync(["batch", "submit", Path.Combine(folder, name), "--url", $"{Nobody}", option, value == "in.csv" ? file.Input : value]);

        Assert.Equal(2, answer.Code);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("http://user:canary@localhost:8080")]
    [InlineData("http://localhost:8080/?canary")]
    [InlineData("http://localhost:8080/#canary")]
    [InlineData("http://example.com")]
    public async Task An_address_that_a_token_must_not_go_to_is_told_as_usage_in_one_sentence(string url)
    {
        using var file = Submission.Of(1);

        var answers = new[]
        {
            await Submission.CommandAsync(["batch", "submit", file.Input, "--url", url]),
            await Submission.CommandAsync(["batch", "status", $"{Guid.Empty}", "--url", url]),
            await Submission.CommandAsync(["rescore-report", $"{Guid.Empty}", "--out", file.Results, "--url", url]),
            await Submission.CommandAsync(["ops", "smoke", "--url", url]),
        };

        Assert.All(answers, answer => Assert.Equal(2, answer.Hides("canary").Code));
        Assert.All(answers, answer => Assert.Matches("^--url (must be an address|is http to another machine)[^\n]*\n+$", answer.Errors));
    }

    [Fact]
    public async Task A_path_of_the_address_stands_before_the_routes()
    {
        var asked = new List<string>();
        await using var service = await FakeAsync(context =>
        {
            asked.Add(context.Request.Path);
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        await Submission.CommandAsync(["batch", "status", $"{Guid.Empty}", "--url", $"{service.Urls.Single()}/prefix"]);
        await Submission.CommandAsync(["ops", "smoke", "--deadline", "1", "--url", $"{service.Urls.Single()}/prefix/"]);

        Assert.Equal($"/prefix/v1/batches/{Guid.Empty}", asked[0]);
        Assert.All(asked, path => Assert.StartsWith("/prefix/v1/", path));
        Assert.InRange(asked.Count, 2, int.MaxValue);
    }

    [Fact]
    public async Task An_id_that_is_none_is_told_in_a_sentence_of_ours()
    {
        var answer = await Submission.CommandAsync(["batch", "status", "nope", "--url", $"{Nobody}"]);

        Assert.Equal(2, answer.Code);
        Assert.StartsWith("The id is that of a batch", answer.Errors);
        Assert.DoesNotContain("System.", answer.Errors);
    }

    [Fact]
    public async Task A_service_that_is_down_is_waited_for_and_one_that_stops_is_too()
    {
        using var port = new ReservedPort();
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = await server.MigratedAsync(Stop) };
        ServiceProcess Serve() => ServiceProcess.Start(["--urls", $"{port.Url}"], environment, port.Number);
        using var file = Submission.Of(1000);
        await BatchApp.HoldAsync(environment["DATABASE_URL"]);
        await using var command = file.Start(port.Url);
        await command.SaysAsync("trying again", Stop);
        await using (var first = Serve())
        {
            await file.WrittenAsync(1, Stop);
            first.Terminate();
            await first.ExitAsync(Stop);
        }

        await command.SaysAsync("trying again", Stop, times: 2);
        await BatchApp.ReleaseAsync(environment["DATABASE_URL"]);
        await using var second = Serve();

        Assert.True(await command.ExitAsync(Stop) == 0, string.Join('\n', command.Errors));
        Assert.Equal(Submission.IdsOf(1000), file.Ids);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_and_told_once()
    {
        var (calls, said) = (0, new List<string>());
        await using var service = await FakeAsync(async context =>
        {
            if (Interlocked.Increment(ref calls) < 4)
            {
                context.Response.Headers.RetryAfter = "7";
                context.Response.StatusCode = 429;
                return;
            }

            await context.Response.WriteAsJsonAsync(new { id = Guid.NewGuid(), kind = "score", status = "queued", total = 1, done = 0, failed = 0, created_at = "2026-01-01T00:00:00Z" }, Stop);
        });
        var time = new SkippedWaits();
        using var client = new BatchClient(new Uri(service.Urls.Single()), "dev", new VaultGate(Nobody, null, null), TimeProvider.System);

        var submitting = new Retries(time, said.Add).RunAsync(end => client.SubmitAsync([1], "key", end), Stop);
        var batch = await Eventually.EndsAsync("the batch is taken", submitting, Stop);

        Assert.Equal((1, 4), (batch.Total, calls));
        Assert.Equal([7, 7, 7], time.Waits);
        Assert.Contains("429", Assert.Single(said));
    }

    [Fact]
    public async Task After_minutes_of_nothing_it_gives_up()
    {
        var (time, calls) = (new SkippedWaits(), 0);

        var running = new Retries(time, _ => { }).RunAsync<int>(_ => throw new AwayException($"nobody at try {++calls}"), Stop);

        var fault = await Assert.ThrowsAsync<UploadException>(() => Eventually.EndsAsync("it gives up", running, Stop));
        Assert.Contains("nothing else for 5 minutes", fault.Message);
        Assert.InRange(time.Waits.Sum() / 60, 4, 6);
        Assert.InRange(calls, 8, 16);
    }

    [Fact]
    public async Task An_answer_of_something_that_stands_before_the_service_is_told_as_that()
    {
        await using var gate = await FakeAsync(context =>
        {
            context.Response.Redirect("https://login.example/");
            return Task.CompletedTask;
        });
        using var file = Submission.Of(1);

        (await file.RunAsync(new Uri(gate.Urls.Single()))).IsRefusedWith("302, and not in the service's own words");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_token_and_the_gates_headers_go_along_but_never_in_the_clear_to_another_machine(bool isThisMachine)
    {
        Assert.SkipUnless(isThisMachine || Socket.OSSupportsIPv6, "this kernel has no IPv6: in it this machine's address is written as another's");
        // It leads here and no name has to be resolved; but only 127.0.0.1 is taken for this machine in this notation.
        var host = isThisMachine ? "127.0.0.1" : "::ffff:127.0.0.2";
        var seen = new List<string?>();
        await using var service = await FakeAsync(on: IPAddress.Any, answer: context =>
        {
            seen.AddRange([context.Request.Headers.Authorization, context.Request.Headers["CF-Access-Client-Id"], context.Request.Headers["CF-Access-Client-Secret"]]);
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        using var client = new BatchClient(new UriBuilder(service.Urls.Single()) { Host = host }.Uri, "token", new VaultGate(Nobody, "id", "secret"), TimeProvider.System);

        await Assert.ThrowsAsync<UploadException>(() => client.FindAsync(Guid.Empty, Stop));

        Assert.Equal(isThisMachine ? ["Bearer token", "id", "secret"] : [null, null, null], seen);
    }

    private static async Task<WebApplication> FakeAsync(RequestDelegate answer, IPAddress? on = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{on ?? IPAddress.Loopback}:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Stop);
        return app;
    }
}
