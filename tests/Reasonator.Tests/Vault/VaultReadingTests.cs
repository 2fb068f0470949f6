using Reasonator.Vault;
using static Reasonator.Tests.Vault.VaultExpectations;

namespace Reasonator.Tests.Vault;

public sealed class VaultReadingTests
{
    private static readonly string Sum = new('A', 64);

    [Fact]
    public async Task Reads_every_secret_of_the_folder()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"] = "before";
        vault.Secrets["RACK_OPERATOR_TOKEN"] = "operator";
        vault.Secrets["SENTRY_DSN"] = "https://key@sentry.example.com/1";
        vault.Secrets["FINBERT_MODEL_SHA"] = Sum;
        vault.Secrets["SOMEBODY_ELSES"] = "ignored";
        using var client = vault.Client();

        Assert.Equivalent(new Secrets
        {
            ServiceToken = Token,
            PreviousServiceToken = "before",
            OperatorToken = "operator",
            SentryDsn = "https://key@sentry.example.com/1",
            ModelSha = new string('a', 64),
        }, await client.ReadAsync(), strict: true);
    }

    [Fact]
    public async Task Needs_the_service_token_only_and_prints_names_only()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["SENTRY_DSN"] = "https://key@sentry.example.com/1";
        using var client = vault.Client();

        Assert.Equal("secrets RACK_SERVICE_TOKEN, SENTRY_DSN", $"{await client.ReadAsync()}");
    }

    [Fact]
    public async Task Asks_with_booleans_in_lower_case_and_never_recursively()
    {
        await using var vault = await WithTokenAsync();
        using var client = vault.Client();
        await client.ReadAsync();

        Assert.Equal("?projectId=project-77aa&environment=staging&secretPath=%2Frack&viewSecretValue=true" +
            "&expandSecretReferences=true&recursive=false&include_imports=true", Assert.Single(vault.Lists).Query);
    }

    [Fact]
    public async Task Trims_values_and_takes_an_empty_one_for_missing()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["RACK_SERVICE_TOKEN"] = $" {Token}\n";
        vault.Secrets["SENTRY_DSN"] = " \n";
        using var client = vault.Client();
        var secrets = await client.ReadAsync();

        Assert.Equal((Token, null), (secrets.ServiceToken, secrets.SentryDsn));
    }

    [Fact]
    public async Task Its_own_secrets_win_and_imports_fill_the_gaps_the_last_one_first()
    {
        await using var vault = await WithTokenAsync();
        vault.Secrets["RACK_OPERATOR_TOKEN"] = "";
        vault.Folder.Imports.Add(new() { ["SENTRY_DSN"] = "top", ["RACK_OPERATOR_TOKEN"] = "imported" });
        vault.Folder.Imports.Add(new() { ["SENTRY_DSN"] = "bottom", ["RACK_SERVICE_TOKEN"] = "imported" });
        using var client = vault.Client();
        var secrets = await client.ReadAsync();

        Assert.Equal(
            (Token, "imported", "bottom"), (secrets.ServiceToken, secrets.OperatorToken, secrets.SentryDsn));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_folder_looks_empty_and_is_reported_as_an_empty_folder(bool isFolderMissing)
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Folder.IsMissing = isFolderMissing;
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.EmptyFolder, fault.Fault);
        Assert.Equal("RACK_SERVICE_TOKEN is missing, since the vault folder /rack of environment staging is empty or not there: " +
            "create the folder and the secret, which reasonator ops bootstrap does.", fault.Message);
    }

    [Fact]
    public async Task A_folder_without_the_token_is_reported_as_a_missing_secret()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.Secrets["SENTRY_DSN"] = "https://key@sentry.example.com/1";
        using var client = vault.Client();
        var fault = await client.FailAsync();

        Assert.Equal(Fault.MissingSecret, fault.Fault);
    }
}
