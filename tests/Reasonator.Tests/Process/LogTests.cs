using System.Text.Json;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Process;

public sealed class LogTests
{
    private const string Health = "\"Route\":\"/v1/health\"";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_is_JSON_every_request_has_one_and_none_holds_what_a_caller_or_the_vault_said()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "canary-service-token";
        vault.Secrets["RACK_OPERATOR_TOKEN"] = "canary-operator-token";
        vault.Secrets["SENTRY_DSN"] = "canary-no-dsn";
        await using var service = ServiceProcess.Serve(new Dictionary<string, string>(BootTests.Staging(vault)) { ["SENTRY_DSN"] = "canary" });
        await service.ReadyAsync(Stop);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", "canary-service-token");
        service.Client.DefaultRequestHeaders.Add("X-Custom", "canary");
        service.Client.DefaultRequestHeaders.Add("X-Request-Id", "canary with blanks");

        await service.Client.ScoreAsync(["canary text"], stop: Stop);
        await service.Client.PostScoreAsync("{\"items\":[{\"text\":\"canary", Stop);
        await service.Client.PostScoreAsync("{\"canary\":1}", Stop);
        await service.Client.GetAsync("/v1/canary?q=canary", Stop);
        await service.Client.GetAsync("/v1/health?q=canary", Stop);
        await service.Client.SendAsync(new HttpRequestMessage(new HttpMethod("CANARY"), "/v1/score"), Stop);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", "canary-wrong");
        await service.Client.ScoreAsync(["canary text"], stop: Stop);
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync(Stop));

        var lines = service.Output.ToList();
        Assert.All(lines, line => JsonDocument.Parse(line));
        Assert.DoesNotContain(lines.Concat(service.Errors), line => line.Contains("canary", StringComparison.OrdinalIgnoreCase));
        // How often health was asked before the service was ready depends on the machine.
        Assert.Equal(6, lines.Count(line => line.Contains("\"Route\":") && !line.Contains(Health)));
        Assert.True(lines.Count(line => line.Contains(Health)) >= 2, string.Join('\n', lines));
        var score = JsonDocument.Parse(lines.First(l => l.Contains("\"Route\":\"/v1/score\",\"StatusCode\":200"))).RootElement;
        Assert.Equal("POST", score.GetProperty("Method").GetString());
        Assert.True(score.GetProperty("Elapsed").GetDouble() >= 0);
    }
}
