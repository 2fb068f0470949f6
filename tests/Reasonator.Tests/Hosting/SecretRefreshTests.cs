using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

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
            Replacing = services => services.AddSingleton<ILoggerProvider>(log).AddSingleton(provider => Source(provider, vault, time)),
        };
        var client = await app.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(client, "dev"));

        vault.Secrets["RACK_SERVICE_TOKEN"] = "second";
        vault.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"] = "first";
        await RefreshedAsync(app, time);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN_PREVIOUS", out _);
        await RefreshedAsync(app, time);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN", out _);
        await PassAsync(time, "the lost token is told", () => log.Errors.Any(warning => warning.Message.Contains("RACK_SERVICE_TOKEN")));
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "second"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    private static SecretSource Source(IServiceProvider provider, FakeVault vault, TimeProvider time)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(vault.Environment()).Build();
        return new SecretSource(provider.GetRequiredService<ServiceOptions>() with { Vault = VaultOptions.From(configuration, "staging") }, time);
    }

    private static Task RefreshedAsync(ReasonatorApp app, CountingClock time)
    {
        var (readiness, known) = (app.Get<Readiness>(), app.Get<Readiness>().Secrets);
        return PassAsync(time, "the secrets that were read anew are taken", () => !ReferenceEquals(readiness.Secrets, known));
    }

    /// <summary>Lets the time pass after which the vault is read again, once, and waits for what comes of it.</summary>
    private static async Task PassAsync(CountingClock time, string what, Func<bool> condition)
    {
        // The service is ready a moment before it waits.
        await Eventually.TrueAsync("the service waits for its next reading", () => time.TimersOf(SecretKeeper.Refresh) > 0, Stop);
        time.Advance(SecretKeeper.Refresh);
        await Eventually.TrueAsync(what, condition, Stop);
    }

    private static async Task<HttpStatusCode> Ask(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (await client.GetAsync("/v1/info", Stop)).StatusCode;
    }
}
