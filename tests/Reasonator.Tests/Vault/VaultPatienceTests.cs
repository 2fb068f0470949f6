using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

public sealed class VaultPatienceTests
{
    private readonly SkippingClock _clock = new();

    [Theory]
    [InlineData("/login", 500)]
    [InlineData("/login", 408)]
    [InlineData("/secrets", 502)]
    [InlineData("/secrets", 504)]
    public async Task Tries_again_when_the_vault_is_unwell(string path, int status)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext(path, FakeAnswers.Status(status), times: 2);
        using var client = vault.Client(_clock);

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
        Assert.Equal((4, 2), (vault.Calls.Count, _clock.Pauses.Count));
    }

    [Fact]
    public async Task Takes_a_tunnel_that_answers_in_html_for_unwell_not_for_a_closed_gate()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Raw(530, "text/html", "<html>error code: 1033</html>"));
        using var client = vault.Client(_clock);

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
    }

    [Fact]
    public async Task Tries_again_when_the_connection_breaks()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Drop);
        vault.AnswerNext("/secrets", FakeAnswers.Drop);
        using var client = vault.Client(_clock);

        Assert.Equal(Token, (await client.ReadAsync()).ServiceToken);
        Assert.Equal(2, _clock.Pauses.Count);
    }

    [Fact]
    public async Task Gives_up_on_a_refused_connection_when_the_budget_ends()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client(_clock);
        await vault.StopAsync();
        var start = _clock.GetUtcNow();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.Unreachable, fault.Fault);
        Assert.Contains("INFISICAL_HOST", fault.Message, StringComparison.Ordinal);
        Assert.True(_clock.Pauses.Count > 3, $"{_clock.Pauses.Count} pauses");
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Says_what_ailed_the_vault_when_the_budget_ends()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", FakeAnswers.Status(503), times: 99);
        using var client = vault.Client(_clock);
        var fault = await client.FailAsync();

        Assert.Equal(Fault.Unhealthy, fault.Fault);
        Assert.Contains("503", fault.Message, StringComparison.Ordinal);
        Assert.Single(vault.Logins);
    }

    [Fact]
    public async Task Tries_a_slow_call_once_again()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Hang);
        using var client = vault.Client(_clock);
        var reading = client.ReadAsync();
        await vault.ArrivalAsync();
        _clock.Advance(VaultTransport.AttemptTimeout);

        Assert.Equal(Token, (await reading).ServiceToken);
        Assert.Equal(2, vault.Logins.Count());
    }

    [Fact]
    public async Task Never_has_three_slow_logins_counted_against_it()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Hang, times: 9);
        using var client = vault.Client(_clock);
        var reading = client.FailAsync();
        await vault.ArrivalAsync();
        _clock.Advance(VaultTransport.AttemptTimeout);
        await vault.ArrivalAsync();
        _clock.Advance(VaultTransport.AttemptTimeout);
        var fault = await reading;

        Assert.Equal(Fault.TooSlow, fault.Fault);
        Assert.Equal(2, vault.Calls.Count);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_slow_too()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(context.RequestAborted);
            await FakeAnswers.Hang(context);
        });
        using var client = vault.Client(_clock);
        var reading = client.ReadAsync();
        await vault.ArrivalAsync();
        await vault.ArrivalAsync();
        _clock.Advance(VaultTransport.AttemptTimeout);

        Assert.Equal(Token, (await reading).ServiceToken);
        Assert.Equal(2, vault.Lists.Count());
    }

    [Fact]
    public async Task The_budget_ends_an_attempt_in_flight()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Limited("Please try again in 18 seconds"));
        vault.AnswerNext("/login", FakeAnswers.Hang);
        using var client = vault.Client(_clock);
        var reading = client.FailAsync();
        await vault.ArrivalAsync();
        await vault.ArrivalAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(Fault.RateLimited, (await reading).Fault);
        Assert.Equal(2, vault.Calls.Count);
    }

    [Fact]
    public async Task A_caller_who_leaves_gets_no_fault()
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/login", FakeAnswers.Hang);
        using var client = vault.Client(_clock);
        using var aborted = new CancellationTokenSource();
        var reading = client.ReadAsync(aborted.Token);
        await vault.ArrivalAsync();
        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync("the reading ends", reading, TestContext.Current.CancellationToken));
    }
}
