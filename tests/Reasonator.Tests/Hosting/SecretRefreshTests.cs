using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
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
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "first";
        await using var app = new ReasonatorApp { Time = time, Replacing = services => services.AddSingleton(provider => Source(provider, vault, time)) };
        var client = await app.ReadyAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(client, "dev"));

        vault.Secrets["RACK_SERVICE_TOKEN"] = "second";
        vault.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"] = "first";
        await Refreshed(vault, time);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN_PREVIOUS", out _);
        await Refreshed(vault, time);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await Ask(client, "second"), await Ask(client, "first")]);

        vault.Secrets.TryRemove("RACK_SERVICE_TOKEN", out _);
        await Refreshed(vault, time);
        Assert.Equal(HttpStatusCode.OK, await Ask(client, "second"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
    }

    private static SecretSource Source(IServiceProvider provider, FakeVault vault, TimeProvider time)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(vault.Environment()).Build();
        return new SecretSource(provider.GetRequiredService<ServiceOptions>() with { Vault = VaultOptions.From(configuration, "staging") }, time);
    }

    /// <summary>Lets the vault be read twice: the second reading begins after the first was taken in.</summary>
    private static async Task Refreshed(FakeVault vault, FakeTimeProvider time)
    {
        var before = vault.Lists.Count();
        await ReadAgain(vault, time, before + 1);
        await ReadAgain(vault, time, before + 2);
    }

    private static async Task ReadAgain(FakeVault vault, FakeTimeProvider time, int readings)
    {
        for (var polls = 0; vault.Lists.Count() < readings; polls++)
        {
            // Again after a while: the first time may pass before the boot has set its timer.
            if (polls % 200 == 0)
            {
                time.Advance(SecretKeeper.Refresh);
            }

            await Task.Delay(5, Stop);
        }
    }

    private static async Task<HttpStatusCode> Ask(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (await client.GetAsync("/v1/info", Stop)).StatusCode;
    }
}
