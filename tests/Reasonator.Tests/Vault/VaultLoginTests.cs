using Microsoft.Extensions.Time.Testing;
using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

public sealed class VaultLoginTests
{
    [Fact]
    public async Task Never_retries_a_refused_login()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        vault.Identity.ClientSecret = "rotated";
        var fault = await client.FailAsync();

        Assert.Equal((Fault.LoginRefused, true), (fault.Fault, fault.IsRefusedLogin));
        Assert.Contains("INFISICAL_CLIENT_SECRET", fault.Message, StringComparison.Ordinal);
        Assert.Single(vault.Calls);
    }

    [Fact]
    public async Task Tells_a_locked_login_from_a_refused_one()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        vault.Identity.ClientSecret = "rotated";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Fault.LoginRefused, (await client.FailAsync()).Fault);
        }

        var fault = await client.FailAsync();

        Assert.Equal((Fault.LoginLocked, true), (fault.Fault, fault.IsRefusedLogin));
        Assert.Equal(4, vault.Calls.Count);
    }

    [Fact]
    public async Task Logs_in_once_for_many_readings()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        await client.ReadAsync();
        await client.ReadAsync();

        Assert.Single(vault.Logins);
        Assert.Equal(2, vault.Lists.Count());
    }

    [Fact]
    public async Task Logs_in_again_shortly_before_the_login_expires()
    {
        var clock = new FakeTimeProvider();
        await using var vault = await WithTokenAsync(clock);
        vault.Identity.TokenLife = TimeSpan.FromHours(1);
        using var client = vault.Client(clock);
        await client.ReadAsync();
        clock.Advance(TimeSpan.FromMinutes(58));
        await client.ReadAsync();
        Assert.Single(vault.Logins);

        clock.Advance(TimeSpan.FromMinutes(1.5));
        await client.ReadAsync();

        Assert.Equal(2, vault.Logins.Count());
        Assert.Equal(3, vault.Lists.Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Logs_in_again_when_its_token_expired_early_or_was_revoked(bool isExpired)
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        await client.ReadAsync();
        ((Action)(isExpired ? vault.Identity.Expire : vault.Identity.Revoke))();

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
        Assert.Equal((2, 3), (vault.Logins.Count(), vault.Lists.Count()));
    }

    [Fact]
    public async Task Logs_in_again_exactly_once()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", FakeAnswers.Status(403, "TokenError", "Your token has expired."), times: 9);
        using var client = vault.Client();

        Assert.Equal(Fault.Forbidden, (await client.FailAsync()).Fault);
        Assert.Equal((2, 2), (vault.Logins.Count(), vault.Lists.Count()));
    }

    [Fact]
    public async Task A_forbidden_folder_is_no_reason_to_log_in_again()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", FakeAnswers.Status(403, "PermissionDenied", "You are not allowed to read"));
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.Forbidden, fault.Fault);
        Assert.Contains("/rack of environment staging", fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (vault.Logins.Count(), vault.Lists.Count()));
    }

    [Theory]
    [InlineData("/login", 403, Fault.Forbidden)]
    [InlineData("/login", 400, Fault.RequestRefused)]
    [InlineData("/secrets", 400, Fault.RequestRefused)]
    [InlineData("/secrets", 422, Fault.RequestRefused)]
    [InlineData("/secrets", 404, Fault.NotFound)]
    internal async Task Gives_each_refusal_its_meaning_at_the_first_time(string path, int status, Fault expected)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext(path, status == 422 ? FakeAnswers.Invalid("recursive") : FakeAnswers.Status(status));
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal((expected, false), (fault.Fault, fault.IsRefusedLogin));
        Assert.Equal(path, vault.Calls[^1].Path[^path.Length..]);
    }
}
