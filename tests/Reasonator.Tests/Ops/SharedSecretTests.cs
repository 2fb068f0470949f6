namespace Reasonator.Tests.Ops;

/// <summary>No secret serves both environments, and what is no DSN is none.</summary>
public sealed class SharedSecretTests : OpsTests
{
    [Theory]
    [InlineData("RACK_SERVICE_TOKEN", "run ops rotate-token --env staging")]
    [InlineData("RACK_OPERATOR_TOKEN", "delete it in the vault's folder /rack of staging")]
    [InlineData("SENTRY_DSN", "delete it in the vault's folder /rack of staging")]
    public async Task The_same_secret_in_both_environments_is_refused_with_its_remedy(string name, string remedy)
    {
        World.WithSecrets();
        World.Vault.Project.Folders["prod"].Secrets[name] = World.Vault.Secrets[name];

        (await World.RunAsync("bootstrap")).IsRefused($"{name} is the same in staging and prod", remedy).Hides(World.Vault.Secrets[name]);
        Assert.Empty(World.Platform.Changes.Concat(World.Vault.Changes));
    }

    [Fact]
    public async Task The_remedy_of_a_shared_service_token_is_one()
    {
        await World.WithSecrets().WithAppAsync();
        World.Vault.Project.Folders["prod"].Secrets["RACK_SERVICE_TOKEN"] = OpsWorld.Token;

        (await World.RunAsync("rotate-token", "--no-wait")).IsDone();
        (await World.RunAsync("bootstrap")).IsDone();
        Assert.Equal(43, World.Vault.Secrets["RACK_SERVICE_TOKEN"].Length);
    }

    [Theory]
    [InlineData("https://p@sentry.example/1", "This SENTRY_DSN is prod's")]
    [InlineData("kanarienvogel", "The SENTRY_DSN is no DSN")]
    [InlineData("https://sentry.example/1", "The SENTRY_DSN is no DSN")]
    [InlineData("https://kanarienvogel@sentry.example/project", "The SENTRY_DSN is no DSN")]
    [InlineData("http://kanarienvogel@sentry.example/1", "The SENTRY_DSN is no DSN")]
    [InlineData("", "The SENTRY_DSN is no DSN")]
    public async Task A_file_without_this_environments_DSN_is_refused_unquoted(string content, string says)
    {
        World.WithSecrets();
        World.Vault.Secrets.TryRemove("SENTRY_DSN", out _);

        (await BootstrapAsync(content)).IsRefused(says).Hides("kanarienvogel", "sentry.example");
        Assert.Empty(World.Platform.Changes.Concat(World.Vault.Changes));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        World.WithSecrets();
        World.Vault.Secrets.TryRemove("SENTRY_DSN", out _);

        (await World.RunAsync("bootstrap", "--sentry-dsn-file", World.Nowhere)).IsRefused($"{World.Nowhere} cannot be read");
    }

    [Fact]
    public async Task A_DSN_goes_from_its_file_into_the_vault_and_nowhere_else()
    {
        (await BootstrapAsync("https://kanarienvogel@sentry.example/7\n")).IsDone("SENTRY_DSN set, 38 characters").Hides("kanarienvogel");
        Assert.Equal("https://kanarienvogel@sentry.example/7", World.Vault.Secrets["SENTRY_DSN"]);
        Assert.DoesNotContain(World.Platform.Calls, call => call.Body.Contains("kanarienvogel", StringComparison.Ordinal));
    }

    private async Task<OpsAnswer> BootstrapAsync(string content)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content, Stop);
        try
        {
            return await World.RunAsync("bootstrap", "--sentry-dsn-file", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
