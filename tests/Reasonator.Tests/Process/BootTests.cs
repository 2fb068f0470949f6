using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Reasonator.Tests.Models;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Process;

public sealed class BootTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_503_warming_up_while_the_vault_thinks_and_200_after_it()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        await using var boot = await HeldBoot.StartAsync(vault, Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, boot.Health.StatusCode);
        Assert.Equal(HeldBoot.WarmingUp, await boot.Health.Content.ReadAsStringAsync(Stop));
        Assert.NotNull(boot.Health.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 0), (boot.Head.StatusCode, (await boot.Head.Content.ReadAsByteArrayAsync(Stop)).Length));
        await boot.Score.ProblemAsync(503, "warming-up");
        boot.LetGo();
        var service = boot.Service;
        var ready = await (await service.ReadyAsync(Stop)).JsonAsync();
        Assert.Equal(["status", "model_loaded", "model_sha", "queue_depth", "uptime_seconds", "version"], ready.EnumerateObject().Select(p => p.Name));
        var weights = await SHA256.HashDataAsync(File.OpenRead(Path.Combine(Repository.Model, "model.onnx")), Stop);
        Assert.Equal(Convert.ToHexStringLower(weights), ready.GetProperty("model_sha").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.ScoreAsync(["Profit"], stop: Stop)).StatusCode);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", "a-service-token");
        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit"], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task Needs_nothing_and_prints_one_curl_line_that_works()
    {
        Installed.Require("bash", "curl");
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        await service.SaysAsync("curl", Stop);

        var curl = Assert.Single(service.Output, line => line.Contains("curl"));
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("bash", ["-c", curl[curl.IndexOf("curl", StringComparison.Ordinal)..]]) { RedirectStandardOutput = true })!;
        var answer = JsonDocument.Parse(await Eventually.EndsAsync("curl ends", shell.StandardOutput.ReadToEndAsync(Stop), Stop)).RootElement;

        Assert.Equal("positive", answer.GetProperty("results")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public async Task Without_a_vault_it_never_turns_green_outside_development(string environment)
    {
        await using var service = ServiceProcess.Serve(new Dictionary<string, string> { ["ENV"] = environment });

        var body = await (await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop)).JsonAsync();

        Assert.Equal(["status", "model_loaded", "reason"], body.EnumerateObject().Select(p => p.Name));
        Assert.Contains("INFISICAL_PROJECT_ID", body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_missing_token_is_named_and_heals_when_it_is_put_into_the_vault()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN", out _);
        await using var service = ServiceProcess.Serve(Staging(vault));
        var body = await (await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop)).JsonAsync();
        Assert.Contains("RACK_SERVICE_TOKEN", body.GetProperty("reason").GetString());

        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";

        Assert.Equal(HttpStatusCode.OK, (await service.ReadyAsync(Stop)).StatusCode);
    }

    [Fact]
    public async Task A_vault_that_is_down_at_the_boot_is_named_and_heals_without_a_restart()
    {
        using var port = new ReservedPort();
        Dictionary<string, string> environment;
        await using (var gone = await FakeVault.StartAsync(port: port.Number))
        {
            environment = Staging(gone);
        }

        await using var service = ServiceProcess.Serve(environment);
        var down = await service.HealthAsync("health names the vault that is down", (_, body) => body.Contains("failed"), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Contains("The vault cannot be reached", (await down.JsonAsync()).GetProperty("reason").GetString());
        await (await service.Client.ScoreAsync(["Profit"], stop: Stop)).ProblemAsync(503, "failed");

        await using var vault = await FakeVault.StartAsync(port: port.Number);
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";

        Assert.Equal(HttpStatusCode.OK, (await service.ReadyAsync(Stop)).StatusCode);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", "a-service-token");
        Assert.Equal(HttpStatusCode.OK, (await service.Client.ScoreAsync(["Profit"], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task A_refused_login_is_tried_once_and_says_so()
    {
        await using var vault = await FakeVault.StartAsync();
        var environment = Staging(vault);
        environment["INFISICAL_CLIENT_SECRET"] = "canary-wrong-secret";
        await using var service = ServiceProcess.Serve(environment);

        var body = await (await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop)).Content.ReadAsStringAsync(Stop);

        Assert.DoesNotContain("canary", body);
        Assert.Single(vault.Logins);
    }

    [Theory]
    [InlineData("unknown", true)]
    [InlineData("87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6", true)]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111", false)]
    public async Task The_vaults_pin_is_enforced(string pin, bool matches)
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        vault.Secrets["FINBERT_MODEL_SHA"] = pin;
        await using var service = ServiceProcess.Serve(Staging(vault));

        var settled = await service.HealthAsync("the boot has ended, well or not", (_, b) => !b.Contains("warming_up"), Stop);

        Assert.Equal(matches, settled.IsSuccessStatusCode);
        Assert.True(matches || (await settled.Content.ReadAsStringAsync(Stop)).Contains("FINBERT_MODEL_SHA"));
    }

    [Fact]
    public async Task Another_models_folder_is_taken_and_a_damaged_model_in_it_is_refused()
    {
        using var copy = new ModelCopy();
        copy.FlipByte("model.onnx", 1_000_000);
        await using var service = ServiceProcess.Serve(new Dictionary<string, string>
        {
            ["MODELS_DIR"] = Path.GetDirectoryName(copy.Folder)!,
            ["MODEL"] = Path.GetFileName(copy.Folder),
        });

        var body = await (await service.HealthAsync("health is failed", (_, b) => b.Contains("failed"), Stop)).Content.ReadAsStringAsync(Stop);

        Assert.Contains("model.onnx", body);
        Assert.Contains("SHA-256", body);
    }

    internal static Dictionary<string, string> Staging(FakeVault vault) => new(vault.Environment().Select(v => KeyValuePair.Create(v.Key, v.Value ?? ""))) { ["ENV"] = "staging" };
}
