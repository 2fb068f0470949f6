using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

/// <summary>Everything secret carries one unusual word; no fault may say it, however it comes about.</summary>
public sealed class VaultCanaryTests
{
    private const string Canary = "kanarienvogel";

    private readonly SkippingClock _clock = new();

    public static TheoryData<string, int, string?, string> Answers => new()
    {
        { "/login", 401, "application/json", $$"""{"message":"{{Canary}} refused","error":"{{Canary}}"}""" },
        { "/login", 401, "application/json", $$"""{"message":"{{Canary}} is temporarily locked"}""" },
        { "/login", 403, "application/json", $$"""{"message":"{{Canary}}"}""" },
        { "/login", 400, "application/json", $$"""{"message":"{{Canary}}"}""" },
        { "/login", 200, "application/json", $$"""{"accessToken":"{{Canary}}\n"}""" },
        { "/login", 200, "application/json", $$"""{"accessToken":"{{Canary}}",}""" },
        { "/login", 200, "text/html", Canary },
        { "/login", 500, "application/json", $$"""{"message":"{{Canary}}"}""" },
        { "/secrets", 200, "application/json", $$"""{"secrets":[{"secretKey":"A","secretValue":"{{Canary}}"}]}""" },
        { "/secrets", 200, "application/json", $$"""{"secrets":"{{Canary}}"}""" },
        { "/secrets", 200, "application/json", Canary },
        { "/secrets", 200, Canary + "/" + Canary, Canary },
        { "/secrets", 401, "application/json", $$"""{"message":"{{Canary}}"}""" },
        { "/secrets", 403, "application/json", $$"""{"message":"{{Canary}}","error":"TokenError"}""" },
        { "/secrets", 403, "application/json", $$"""{"message":"{{Canary}}","error":"PermissionDenied"}""" },
        { "/secrets", 404, "application/json", $$"""{"message":"{{Canary}}"}""" },
        { "/secrets", 422, "application/json", $$"""{"message":[{"path":["{{Canary}}"]}]}""" },
        { "/secrets", 429, "application/json", $$"""{"message":"{{Canary}}: try again in 99 seconds"}""" },
        { "/secrets", 302, "text/html", Canary },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task No_fault_repeats_what_the_vault_said(string path, int status, string? type, string body)
    {
        await using var vault = await SeedAsync();
        vault.AnswerNext(path, FakeAnswers.Raw(status, type, body), times: 99);
        using var client = vault.Client(_clock);

        AssertSilent(await client.FailAsync());
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/secrets")]
    public async Task No_fault_repeats_what_a_broken_connection_carried(string path)
    {
        await using var vault = await SeedAsync();
        vault.AnswerNext(path, async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 4096;
            await context.Response.WriteAsync($"{{\"secrets\":\"{Canary}", context.RequestAborted);
            context.Abort();
        }, times: 99);
        using var client = vault.Client(_clock);

        AssertSilent(await client.FailAsync());
    }

    [Theory]
    [InlineData("RACK_SERVICE_TOKEN", "${" + Canary + "}")]
    [InlineData("FINBERT_MODEL_SHA", Canary)]
    [InlineData("RACK_SERVICE_TOKEN", "")]
    public async Task No_fault_repeats_a_secret_that_is_wrong(string name, string value)
    {
        await using var vault = await SeedAsync();
        vault.Secrets[name] = value;
        using var client = vault.Client(_clock);

        AssertSilent(await client.FailAsync());
    }

    [Fact]
    public async Task What_was_read_does_not_print_itself_either()
    {
        await using var vault = await SeedAsync();
        using var client = vault.Client(_clock);
        var secrets = await client.ReadAsync();

        Assert.Contains(Canary, secrets.ServiceToken, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, $"{secrets} {string.Join(' ', secrets.Names)}", StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, $"{vault.Options()} {client}", StringComparison.Ordinal);
    }

    private static async Task<FakeVault> SeedAsync()
    {
        var vault = await FakeVault.StartAsync();
        vault.Identity.ClientSecret = vault.AccessClientSecret = Canary + "-secret";
        vault.Identity.ClientId = vault.AccessClientId = Canary + "-id";
        vault.Identity.TokenPrefix = Canary;
        foreach (var name in (string[])["RACK_SERVICE_TOKEN", "RACK_OPERATOR_TOKEN", "SENTRY_DSN"])
        {
            vault.Secrets[name] = $"{Canary}-{name}";
        }

        return vault;
    }

    private static void AssertSilent(VaultException fault)
    {
        Assert.DoesNotContain(Canary, fault.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(fault.Data), StringComparison.OrdinalIgnoreCase);
        Assert.Null(fault.InnerException);
    }
}
