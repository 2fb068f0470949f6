using Microsoft.Extensions.Configuration;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Tests.Vault;

public sealed class VaultOptionsTests
{
    private readonly Dictionary<string, string?> _variables = new()
    {
        ["INFISICAL_PROJECT_ID"] = "project-canary",
        ["INFISICAL_CLIENT_ID"] = "identity-canary",
        ["INFISICAL_CLIENT_SECRET"] = "secret-canary",
    };

    [Fact]
    public void No_vault_is_configured_when_no_key_of_it_is_set()
    {
        _variables.Clear();
        _variables["INFISICAL_HOST"] = "https://vault.example.com";
        _variables["INFISICAL_CLIENT_ID"] = "  ";

        Assert.Null(Read());
    }

    [Fact]
    public void Asks_the_public_host_for_the_folder_rack_unless_told_otherwise()
    {
        var options = Read()!;

        Assert.Equal(new Uri("https://app.infisical.com"), options.Host);
        Assert.Equal(("/rack", "staging"), (VaultPlace.Path, options.Place.Environment));
        Assert.Null(options.AccessClientId);
    }

    [Fact]
    public void Drops_the_white_space_around_a_pasted_value()
    {
        _variables["INFISICAL_CLIENT_SECRET"] = " secret-canary\n";

        Assert.Equal("secret-canary", Read()!.ClientSecret);
    }

    [Theory]
    [InlineData("INFISICAL_PROJECT_ID")]
    [InlineData("INFISICAL_CLIENT_ID")]
    [InlineData("INFISICAL_CLIENT_SECRET")]
    public void Names_the_key_that_is_missing_beside_the_others(string missing)
    {
        _variables.Remove(missing);

        Assert.StartsWith($"{missing} is not set", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault.example.com")]
    [InlineData("http://vault.example.com")]
    [InlineData("ftp://vault.example.com")]
    [InlineData("https://user:host-canary@vault.example.com")]
    [InlineData("https://vault.example.com/api")]
    [InlineData("https://vault.example.com/?host-canary")]
    [InlineData("http://127.0.0.1.example.com")]
    public void Refuses_a_host_that_is_not_an_https_origin(string host)
    {
        _variables["INFISICAL_HOST"] = host;

        Assert.StartsWith("INFISICAL_HOST must be an https URL", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://vault.example.com/")]
    [InlineData("https://vault.example.com:8443")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    public void Takes_an_https_origin_and_plain_http_on_loopback(string host)
    {
        _variables["INFISICAL_HOST"] = host;

        Assert.Equal(new Uri(host), Read()!.Host);
    }

    [Theory]
    [InlineData("CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET")]
    [InlineData("CF_ACCESS_CLIENT_SECRET", "CF_ACCESS_CLIENT_ID")]
    public void Wants_both_halves_of_the_Cloudflare_token(string given, string missing)
    {
        _variables[given] = "gate-canary";

        Assert.StartsWith($"{missing} is not set", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_Cloudflare_token_that_no_header_can_carry()
    {
        _variables["CF_ACCESS_CLIENT_ID"] = "gate-canary";
        _variables["CF_ACCESS_CLIENT_SECRET"] = "gate\ncanary";

        Assert.StartsWith("CF_ACCESS_CLIENT_SECRET holds a character", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Prints_no_secret()
    {
        _variables["CF_ACCESS_CLIENT_ID"] = "gate-canary";
        _variables["CF_ACCESS_CLIENT_SECRET"] = "gate-canary";

        Assert.Equal("vault https://app.infisical.com/, environment staging, folder /rack", $"{Read()}");
    }

    private VaultOptions? Read() => VaultOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(_variables).Build(), "staging");

    private string Refusal()
    {
        var message = Assert.Throws<ConfigurationException>(Read).Message;
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
        return message;
    }
}
