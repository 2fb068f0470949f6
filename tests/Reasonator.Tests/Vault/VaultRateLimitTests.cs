using System.Globalization;
using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

public sealed class VaultRateLimitTests
{
    private readonly SkippingClock _clock = new();

    [Theory]
    [InlineData("Rate limit exceeded. Please try again in 7 seconds", null)]
    [InlineData("Rate limit exceeded.", "7")]
    [InlineData("Rate limit exceeded. Please try again in 3 seconds", "7")]
    public async Task Waits_as_long_as_the_vault_asks_for(string message, string? header)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", FakeAnswers.Limited(message, header));
        using var client = vault.Client(_clock);

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
        Assert.Equal([TimeSpan.FromSeconds(7)], _clock.Pauses);
    }

    [Fact]
    public async Task Understands_a_date_to_come_back_at()
    {
        await using var vault = await WithTokenAsync();
        var date = _clock.GetUtcNow().AddSeconds(9).ToString("R", CultureInfo.InvariantCulture);
        vault.AnswerNext("/login", FakeAnswers.Limited("Rate limit exceeded.", date));
        using var client = vault.Client(_clock);
        await client.ReadAsync();

        Assert.Equal([TimeSpan.FromSeconds(9)], _clock.Pauses);
    }

    [Theory]
    [InlineData("Rate limit exceeded. Please try again in 40 seconds", null)]
    [InlineData("Rate limit exceeded.", "20")]
    public async Task Fails_at_once_when_it_would_have_to_wait_too_long(string message, string? header)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Limited(message, header));
        using var client = vault.Client(_clock);
        var fault = await client.FailAsync();

        Assert.Equal(Fault.RateLimited, fault.Fault);
        Assert.NotNull(fault.RetryAfter);
        Assert.Empty(_clock.Pauses);
        Assert.Single(vault.Calls);
    }

    [Fact]
    public async Task Cloudflares_own_rate_limit_speaks_html_and_is_waited_for()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Raw(429, "text/html", "<html>error code: 1015</html>"));
        using var client = vault.Client(_clock);

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
    }
}
