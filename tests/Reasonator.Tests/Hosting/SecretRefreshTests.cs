using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reasonator.Health;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Hosting;

public sealed class SecretRefreshTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_rotated_in_the_vault_is_accepted_within_ten_minutes_and_a_lost_one_stays_good()
    {
        var (time, log) = (new CountingClock(), new TraceLog(LogLevel.Warning));
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "first";
        await using var app = new ReasonatorApp
        {
            Time = time,
            Replacing = services => services.AddSingleton<ILoggerProvider>(log).AddVault(vault.Options(), time),
        };
        var client = await app.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(client, "dev"));

        vault.Secrets["RACK_SERVICE_TOKEN"] = "second";
        vault.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"] = "first";
        await app.RefreshedAsync(time, Stop);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN_PREVIOUS", out _);
        await app.RefreshedAsync(time, Stop);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN", out _);
        await RefreshedVault.PassAsync(time, "the lost token is told", () => log.Errors.Any(warning => warning.Message.Contains("RACK_SERVICE_TOKEN")), Stop);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "second"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_pin_that_changes_in_the_vault_is_told_to_need_a_restart_unless_the_loaded_weights_have_it()
    {
        var (time, log) = (new CountingClock(), new TraceLog(LogLevel.Warning));
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "first";
        await using var app = new ReasonatorApp
        {
            Time = time,
            Replacing = services => services.AddSingleton<ILoggerProvider>(log).AddVault(vault.Options(), time),
        };
        var client = await app.ReadyAsync(Stop);

        vault.Secrets["FINBERT_MODEL_SHA"] = app.Sha.ToUpperInvariant();
        await app.RefreshedAsync(time, Stop);
        vault.Secrets["FINBERT_MODEL_SHA"] = new string('b', 64);
        await RefreshedVault.PassAsync(time, "the new pin is told", () => log.Errors.Any(warning => warning.Message.Contains("restart to have it enforced")), Stop);

        var told = Assert.Single(log.Errors, warning => warning.Message.Contains("FINBERT_MODEL_SHA")).Message;
        Assert.Contains(new string('b', 64), told);
        Assert.Contains(app.Sha, told);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_pin_that_refused_the_model_and_is_corrected_in_the_vault_heals_without_a_restart()
    {
        var time = new CountingClock();
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "first";
        vault.Secrets["FINBERT_MODEL_SHA"] = new string('b', 64);
        await using var app = new ReasonatorApp { Time = time, Embedded = true, Replacing = services => services.AddVault(vault.Options(), time) };
        var client = app.Client();
        var readiness = app.Get<Readiness>();
        await Eventually.TrueAsync("the pin refuses the model", () => readiness.Status is ServiceStatus.Failed, Stop, () => $"{readiness.Status} {readiness.Reason}");
        Assert.Contains("FINBERT_MODEL_SHA", readiness.Reason);

        vault.Secrets["FINBERT_MODEL_SHA"] = "87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6";
        vault.Secrets["RACK_SERVICE_TOKEN"] = "second";

        await RefreshedVault.PassAsync(time, "health is green", () => readiness.Status is ServiceStatus.Ok, Stop);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "second"));
    }

    private static async Task<HttpStatusCode> Ask(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (await client.GetAsync("/v1/info", Stop)).StatusCode;
    }
}
