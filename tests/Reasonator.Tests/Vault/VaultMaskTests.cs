using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

/// <summary>Values that are there and yet are none: masked, unresolved, or no checksum.</summary>
public sealed class VaultMaskTests
{
    private static readonly string Sum = new('A', 64);

    [Fact]
    public async Task Never_takes_the_mask_for_the_service_token()
    {
        await using var vault = await WithTokenAsync();
        vault.Folder.Masked.Add("RACK_SERVICE_TOKEN");
        vault.Folder.Imports.Add(new() { ["RACK_SERVICE_TOKEN"] = "another" });
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.MaskedSecret, fault.Fault);
        Assert.Contains("lacks ReadValue", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_the_mask_without_its_flag()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = "<hidden-by-infisical>";
        using var client = vault.Client();

        Assert.Equal(Fault.MaskedSecret, (await client.FailAsync()).Fault);
    }

    [Fact]
    public async Task A_masked_optional_secret_counts_as_missing_and_is_named()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["SENTRY_DSN"] = "https://key@sentry.example.com/1";
        vault.Folder.Masked.Add("SENTRY_DSN");
        using var client = vault.Client();
        var secrets = await client.ReadAsync();

        Assert.Null(secrets.SentryDsn);
        Assert.Equal(["SENTRY_DSN"], secrets.Masked);
    }

    [Fact]
    public async Task A_masked_pin_is_a_fault_because_unpinned_is_not_what_was_asked_for()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["FINBERT_MODEL_SHA"] = Sum;
        vault.Folder.Masked.Add("FINBERT_MODEL_SHA");
        using var client = vault.Client();

        Assert.StartsWith("FINBERT_MODEL_SHA", (await client.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("Unknown ")]
    [InlineData("")]
    public async Task Unknown_means_not_pinned(string pin)
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["FINBERT_MODEL_SHA"] = pin;
        using var client = vault.Client();

        Assert.Null((await client.ReadAsync()).ModelSha);
    }

    [Theory]
    [InlineData("FINBERT_MODEL_SHA", "deadbeef")]
    [InlineData("FINBERT_MODEL_SHA", "zaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("RACK_SERVICE_TOKEN", "${prod.shared.TOKEN}")]
    public async Task Names_a_secret_that_cannot_be_right(string name, string value)
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets[name] = value;
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.InvalidSecret, fault.Fault);
        Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, fault.Message, StringComparison.Ordinal);
    }
}
