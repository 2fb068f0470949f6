using System.Net;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

namespace Reasonator.Tests.Hosting;

/// <summary>No answer of the vault at the boot is the last word: when the cause has gone, health is green without a restart.</summary>
public sealed class VaultHealingTests
{
    private const string Page = "<html>Access denied</html>";
    private const string HalfPair = "\\ud800-and-more-than-any-name-that-is-looked-for";

    private readonly CountingClock _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/login", 403, "text/html", Page)]
    [InlineData("/login", 200, "text/html", Page)]
    [InlineData("/login", 302, "text/html", Page)]
    [InlineData("/login", 401, "text/plain", "who are you?")]
    [InlineData("/login", 418, null, "")]
    [InlineData("/login", 400, "application/json", "{}")]
    [InlineData("/login", 403, "application/json", "{}")]
    [InlineData("/login", 404, "application/json", "{}")]
    [InlineData("/login", 200, "application/json", "not json")]
    [InlineData("/login", 200, "application/json", "null")]
    [InlineData("/login", 200, "application/json", "{\"" + HalfPair + "\":1,\"accessToken\":\"t\"}")]
    [InlineData("/secrets", 403, "text/html", Page)]
    [InlineData("/secrets", 200, "text/html", Page)]
    [InlineData("/secrets", 307, "application/json", "{}")]
    [InlineData("/secrets", 400, "application/json", "{}")]
    [InlineData("/secrets", 404, "application/json", "{}")]
    [InlineData("/secrets", 422, "application/json", "{}")]
    [InlineData("/secrets", 200, "application/json", "[]")]
    [InlineData("/secrets", 200, "application/json", "{\"" + HalfPair + "\":1}")]
    [InlineData("/secrets", 200, "application/json", "{\"secrets\":[{\"" + HalfPair + "\":1}]}")]
    public async Task One_answer_of_any_kind_fails_the_boot_for_seconds_and_not_for_good(string path, int status, string? type, string body)
    {
        await using var vault = await VaultAsync();
        vault.AnswerNext(path, FakeAnswers.Raw(status, type, body));
        await using var app = App(vault);
        var client = app.Client();

        await FailedAsync(app, SecretKeeper.FirstRetry);
        _time.Advance(SecretKeeper.FirstRetry);

        await HealthyAsync(app, client);
    }

    [Fact]
    public async Task A_refused_login_heals_when_the_vault_takes_it_again_and_is_not_asked_before()
    {
        await using var vault = await VaultAsync();
        var secret = vault.Identity.ClientSecret;
        await using var app = App(vault);
        vault.Identity.ClientSecret = "another";
        var client = app.Client();

        await FailedAsync(app, SecretKeeper.LoginRetry);
        Assert.Single(vault.Logins);
        vault.Identity.ClientSecret = secret;
        _time.Advance(SecretKeeper.LoginRetry);

        await HealthyAsync(app, client);
        Assert.Equal(2, vault.Logins.Count());
    }

    [Fact]
    public async Task A_locked_login_heals_after_its_lock()
    {
        await using var vault = await VaultAsync();
        await LockAsync(vault);
        await using var app = App(vault);
        var client = app.Client();

        await FailedAsync(app, SecretKeeper.LoginRetry);
        Assert.Contains("locked", app.Get<Readiness>().Reason);
        _time.Advance(SecretKeeper.LoginRetry);

        await HealthyAsync(app, client);
    }

    [Fact]
    public async Task A_login_that_stays_wrong_never_locks_the_identity()
    {
        await using var vault = await VaultAsync();
        await using var app = App(vault);
        vault.Identity.ClientSecret = "another";
        app.Client();

        for (var tries = 1; tries <= 5; tries++)
        {
            await FailedAsync(app, SecretKeeper.LoginRetry, tries);
            Assert.Contains("refused", app.Get<Readiness>().Reason);
            _time.Advance(SecretKeeper.LoginRetry);
        }
    }

    private async Task<FakeVault> VaultAsync()
    {
        var vault = await FakeVault.StartAsync(_time);
        vault.Secrets["RACK_SERVICE_TOKEN"] = "a-service-token";
        return vault;
    }

    /// <summary>The service as it is configured now: what the vault accepts may change before it starts.</summary>
    private ReasonatorApp App(FakeVault vault)
    {
        var options = vault.Options();
        return new() { Time = _time, Replacing = services => services.AddVault(options, _time) };
    }

    /// <summary>Another process with a wrong secret, until the vault locks the identity of both.</summary>
    private async Task LockAsync(FakeVault vault)
    {
        using var other = new VaultClient(vault.Options() with { ClientSecret = "another" }, _time);
        for (var tries = 0; tries < 3; tries++)
        {
            await Assert.ThrowsAsync<VaultException>(() => other.ReadAsync(Stop));
        }
    }

    /// <summary>Waits until the boot has failed so many times and waits this long for its next try.</summary>
    private async Task FailedAsync(ReasonatorApp app, TimeSpan pause, int times = 1)
    {
        var readiness = app.Get<Readiness>();
        await Eventually.TrueAsync(
            $"the boot has failed and waits for {pause}", () => readiness.Status is ServiceStatus.Failed && _time.TimersOf(pause) >= times, Stop, () => $"{readiness.Status} {readiness.Reason}");
    }

    private static async Task HealthyAsync(ReasonatorApp app, HttpClient client)
    {
        var readiness = app.Get<Readiness>();
        await Eventually.TrueAsync("health is green", () => readiness.Status is ServiceStatus.Ok, Stop, () => $"{readiness.Status} {readiness.Reason}");
        client.DefaultRequestHeaders.Authorization = new("Bearer", "a-service-token");
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Profit"], stop: Stop)).StatusCode);
    }
}
