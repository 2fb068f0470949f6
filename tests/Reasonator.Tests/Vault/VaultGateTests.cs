using Microsoft.AspNetCore.Http;
using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

public sealed class VaultGateTests
{
    [Fact]
    public async Task Shows_both_Cloudflare_headers_on_every_call()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        await client.ReadAsync();

        Assert.Equal(2, vault.Calls.Count);
        Assert.All(vault.Calls, call =>
        {
            Assert.Equal(vault.AccessClientId, call.Headers["CF-Access-Client-Id"]);
            Assert.Equal(vault.AccessClientSecret, call.Headers["CF-Access-Client-Secret"]);
            Assert.Equal("Reasonator", call.Headers["User-Agent"]);
        });
    }

    [Fact]
    public async Task Shows_no_Cloudflare_header_when_there_is_no_gate()
    {
        await using var vault = await WithTokenAsync();
        using var client = new VaultClient(
            vault.Options() with { AccessClientId = null, AccessClientSecret = null }, TimeProvider.System);
        await client.FailAsync();

        var names = Assert.Single(vault.Calls).Headers.Keys;
        Assert.DoesNotContain(names, name => name.StartsWith("CF-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Sends_nothing_to_the_login_page_it_is_redirected_to()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        vault.AccessClientSecret = "rotated";
        var fault = await client.FailAsync();

        Assert.Equal(Fault.AccessRejected, fault.Fault);
        Assert.Contains("CF_ACCESS_CLIENT_SECRET", fault.Message, StringComparison.Ordinal);
        Assert.Empty(vault.LoginPageCalls);
        Assert.Single(vault.Calls);
    }

    [Theory]
    [InlineData("/login", 301)]
    [InlineData("/login", 307)]
    [InlineData("/secrets", 303)]
    [InlineData("/secrets", 308)]
    public async Task Follows_no_redirect_of_any_kind_or_type(string path, int status)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext(path, async context =>
        {
            context.Response.Headers.Location = vault.LoginPage.ToString();
            await FakeAnswers.Raw(status, "application/json", "{}")(context);
        });
        using var client = vault.Client();

        Assert.Equal(Fault.AccessRejected, (await client.FailAsync()).Fault);
        Assert.Empty(vault.LoginPageCalls);
    }

    [Theory]
    [InlineData("/login", 200, "text/html")]
    [InlineData("/login", 401, "text/html")]
    [InlineData("/login", 403, "text/html; charset=UTF-8")]
    [InlineData("/secrets", 200, "text/html")]
    [InlineData("/secrets", 401, "text/html")]
    [InlineData("/secrets", 403, "text/plain")]
    [InlineData("/secrets", 200, null)]
    public async Task Takes_an_answer_of_another_type_for_Cloudflares(string path, int status, string? type)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext(path, FakeAnswers.Raw(status, type, "<html>Access denied</html>"));
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.AccessRejected, fault.Fault);
        Assert.Equal(path == "/login" ? 1 : 2, vault.Calls.Count);
    }

    [Theory]
    [InlineData("/login", "{\"accessToken\":\"eyJ")]
    [InlineData("/login", "[]")]
    [InlineData("/login", "{\"accessToken\":17}")]
    [InlineData("/login", "{\"accessToken\":\"two\\nlines\"}")]
    [InlineData("/login", "{\"accessToken\":\"\\ud800\"}")]
    [InlineData("/secrets", "{\"message\":\"Ok\"}")]
    [InlineData("/secrets", "{\"secrets\":null}")]
    [InlineData("/secrets", "not json")]
    [InlineData("/secrets", "")]
    public async Task Says_so_when_the_answer_is_not_what_was_promised(string path, string body)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext(path, FakeAnswers.Raw(200, "application/json", body));
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.Unexpected, fault.Fault);
    }

    [Theory]
    [InlineData("""{"secrets":[17,{},{"secretKey":null}],"imports":[17,{}]}""")]
    [InlineData("""{"secrets":[{"secretKey":"RACK_SERVICE_TOKEN","secretValue":[]}]}""")]
    [InlineData("""{"secrets":[]}""")]
    public async Task Survives_a_listing_of_odd_shapes(string body)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", FakeAnswers.Raw(200, "application/json", body));
        using var client = vault.Client();

        Assert.Equal(Fault.EmptyFolder, (await client.FailAsync()).Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reads_no_more_than_a_mebibyte(bool isAnnounced)
    {
        await using var vault = await WithTokenAsync();
        vault.AnswerNext("/secrets", context =>
        {
            context.Response.ContentLength = isAnnounced ? 2 << 20 : null;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(new string(' ', 2 << 20), context.RequestAborted);
        });
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.Unexpected, fault.Fault);
        Assert.Contains("1 MiB", fault.Message, StringComparison.Ordinal);
        Assert.Single(vault.Lists);
    }
}
