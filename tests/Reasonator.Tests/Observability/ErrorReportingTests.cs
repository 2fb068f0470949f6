using System.Text.Json;
using Reasonator.Observability;
using Reasonator.Tests.Hosting;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Observability;

/// <summary>The SDK is one a process: these tests take turns.</summary>
[Collection("Sentry")]
public sealed class ErrorReportingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_is_reported_without_anything_a_caller_or_the_vault_said()
    {
        await using var ingest = await FakeIngest.StartAsync();
        var clock = new BreakableClock();
        await using var app = new ReasonatorApp { Sentry = true, Time = clock };
        var client = await app.ReadyAsync(Stop);
        app.Get<ErrorReporting>().Enable(ingest.Dsn);
        app.Secrets = new() { ServiceToken = "canary-token" };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "canary-token");
        foreach (var header in (string[])["X-Rack-Token", "CF-Access-Client-Secret", "X-Forwarded-For", "Cookie"])
        {
            client.DefaultRequestHeaders.Add(header, "canary=1");
        }

        client.DefaultRequestHeaders.Add("X-Request-Id", "raptor-17");
        clock.Broken = true;

        var response = await client.PostAsync("/v1/score?q=canary", new StringContent("""{"items":[{"id":"canary-id","text":"canary text"}]}""", System.Text.Encoding.UTF8, "application/json"), Stop);

        await response.ProblemAsync(500, "internal-error");
        var envelope = await ingest.NextAsync(Stop);
        Assert.Contains("the clock broke", envelope);
        Assert.Contains("raptor-17", envelope);
        Assert.DoesNotContain("canary", envelope, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain($"\"{System.Environment.MachineName}\"", envelope);
        var report = JsonDocument.Parse(envelope.Split('\n').First(line => line.Contains("\"platform\""))).RootElement;
        Assert.Equal("development", report.GetProperty("environment").GetString());
        Assert.StartsWith("reasonator@", report.GetProperty("release").GetString());
        Assert.False(report.TryGetProperty("server_name", out _));
    }

    [Fact]
    public async Task A_failing_run_is_reported_without_its_text()
    {
        await using var ingest = await FakeIngest.StartAsync();
        await using var app = new ReasonatorApp { Sentry = true };
        var client = await app.ReadyAsync(Stop);
        app.Get<ErrorReporting>().Enable(ingest.Dsn);
        app.Model.Behaviour = _ => throw new InvalidOperationException("the kernel broke");

        await client.ScoreAsync(["canary text"], stop: Stop);

        var envelope = await ingest.NextAsync(Stop);
        Assert.Contains("the kernel broke", envelope);
        Assert.DoesNotContain("canary", envelope);
    }

    [Fact]
    public async Task A_DSN_that_changes_in_the_vault_is_used_from_the_next_reading_on()
    {
        await using var first = await FakeIngest.StartAsync();
        await using var second = await FakeIngest.StartAsync();
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "dev";
        var time = new CountingClock();
        await using var app = new ReasonatorApp { Sentry = true, Time = time, Replacing = services => services.AddVault(vault.Options(), time) };
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = _ => throw new InvalidOperationException("the kernel broke");

        await FailAsync(first.Dsn);
        Assert.NotEmpty(first.Envelopes);
        first.Envelopes.Clear();

        await FailAsync(second.Dsn);
        Assert.NotEmpty(second.Envelopes);
        second.Envelopes.Clear();

        await FailAsync("not a DSN");
        Assert.NotEmpty(second.Envelopes);
        second.Envelopes.Clear();

        await FailAsync(null);
        Assert.Empty(second.Envelopes);
        Assert.Empty(first.Envelopes);

        async Task FailAsync(string? dsn)
        {
            vault.Secrets["SENTRY_DSN"] = dsn ?? "";
            await app.RefreshedAsync(time, Stop);
            await client.ScoreAsync([$"A text for {dsn}"], stop: Stop);
            await SentrySdk.FlushAsync(Eventually.Deadline);
        }
    }

    [Fact]
    public async Task A_callers_mistake_is_not_reported()
    {
        await using var ingest = await FakeIngest.StartAsync();
        await using var app = new ReasonatorApp { Sentry = true };
        var client = await app.ReadyAsync(Stop);
        app.Get<ErrorReporting>().Enable(ingest.Dsn);

        await client.PostScoreAsync("{", Stop);
        await client.GetAsync("/nowhere", Stop);
        client.DefaultRequestHeaders.Authorization = null;
        await client.ScoreAsync(["Profit"], stop: Stop);
        await SentrySdk.FlushAsync(Eventually.Deadline);

        Assert.Empty(ingest.Envelopes);
    }

    [Fact]
    public async Task The_real_process_reports_with_the_vaults_DSN_and_not_with_the_environments()
    {
        await using var own = await FakeIngest.StartAsync();
        await using var foreign = await FakeIngest.StartAsync();
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        vault.Secrets["SENTRY_DSN"] = own.Dsn;
        vault.Secrets["FINBERT_MODEL_SHA"] = new string('1', 64);
        var environment = BootTests.Staging(vault);
        environment["SENTRY_DSN"] = foreign.Dsn;
        await using var service = ServiceProcess.Serve(environment);
        await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop);

        var envelope = await own.NextAsync(Stop);

        Assert.Contains("FINBERT_MODEL_SHA", envelope);
        Assert.Contains("staging", envelope);
        Assert.DoesNotContain("a-service-token", envelope);
        service.Terminate();
        await service.ExitAsync(Stop);
        Assert.Empty(foreign.Envelopes);
    }

    [Fact]
    public async Task Without_a_DSN_in_the_vault_nothing_is_sent_anywhere()
    {
        await using var foreign = await FakeIngest.StartAsync();
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        vault.Secrets["FINBERT_MODEL_SHA"] = new string('1', 64);
        var environment = BootTests.Staging(vault);
        environment["SENTRY_DSN"] = foreign.Dsn;
        await using var service = ServiceProcess.Serve(environment);
        await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop);
        service.Terminate();

        Assert.Equal(0, await service.ExitAsync(Stop));
        Assert.Empty(foreign.Envelopes);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("https://canary.example.com/1")]
    [InlineData("http://canary@/1")]
    [InlineData("https://canary@sentry.example.com/")]
    [InlineData("https://canary@sentry.example.com:port/1")]
    public async Task A_wrong_DSN_is_told_without_its_value_and_does_not_stop_the_boot(string dsn)
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        vault.Secrets["SENTRY_DSN"] = dsn;
        await using var service = ServiceProcess.Serve(BootTests.Staging(vault));
        await service.ReadyAsync(Stop);
        service.Terminate();
        await service.ExitAsync(Stop);

        Assert.Contains(service.Output, line => line.Contains("SENTRY_DSN in the vault is not a DSN"));
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains("canary"));
    }

    /// <summary>Fails once, inside the next request.</summary>
    private sealed class BreakableClock : TimeProvider
    {
        public volatile bool Broken;

        public override long GetTimestamp()
        {
            if (!Broken)
            {
                return base.GetTimestamp();
            }

            Broken = false;
            throw new InvalidOperationException("the clock broke");
        }
    }
}
