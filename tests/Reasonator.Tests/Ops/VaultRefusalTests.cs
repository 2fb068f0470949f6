using Reasonator.Runbook;

namespace Reasonator.Tests.Ops;

/// <summary>What the vault, or the gate before it, stand in the way of.</summary>
public sealed class VaultRefusalTests : OpsTests
{
    private protected override TimeProvider? Clock { get; } = new ShortPauses();

    [Theory]
    [InlineData("plan")]
    [InlineData("bootstrap")]
    [InlineData("verify")]
    [InlineData("rotate-token")]
    public async Task Without_the_operators_token_a_verb_names_the_variable(string verb)
    {
        World.Environment.Remove("INFISICAL_TOKEN");

        (await World.RunAsync(verb)).IsRefused("INFISICAL_TOKEN is not set", "log in to the vault as yourself");
    }

    [Theory]
    [InlineData("CF_ACCESS_CLIENT_SECRET", "kanarienvogel", "Cloudflare Access, not the vault, answered (302)")]
    [InlineData("INFISICAL_TOKEN", "kanarienvogel", "The vault refuses INFISICAL_TOKEN")]
    [InlineData("INFISICAL_PROJECT_ID", "kanarienvogel", "does not know", "INFISICAL_PROJECT_ID")]
    [InlineData("INFISICAL_PROJECT_ID", "", "INFISICAL_PROJECT_ID is not set")]
    public async Task A_wrong_credential_is_told_from_the_others(string name, string value, params string[] phrases)
    {
        World.Environment[name] = value;

        (await World.RunAsync("bootstrap")).IsRefused(phrases).Hides("kanarienvogel", World.Vault.AccessClientId);
        Assert.Empty(World.Platform.Changes);
        Assert.Empty(World.Vault.LoginPageCalls);
    }

    [Fact]
    public async Task A_vault_that_is_down_is_told_before_anything_is_made()
    {
        using var nobody = new ReservedPort();
        World.Environment["INFISICAL_HOST"] = nobody.Url.ToString();

        (await World.RunHereAsync((session, stop) => Bootstrap.RunAsync(session, new BootstrapOptions(null, null, null, null), Nobody, stop)))
            .IsRefused("The vault cannot be reached", "INFISICAL_HOST");
        Assert.Empty(World.Platform.Changes);
    }

    [Fact]
    public async Task An_identity_that_only_reads_is_no_operator()
    {
        World.WithSecrets();
        World.Vault.Secrets.TryRemove("RACK_OPERATOR_TOKEN", out _);
        World.Vault.AnswerNext("/api/v4/secrets/RACK_OPERATOR_TOKEN", Vault.FakeAnswers.Denied("create", "secrets"));

        (await World.RunAsync("bootstrap")).IsRefused("INFISICAL_TOKEN may not do this", "staging");
    }

    [Fact]
    public async Task A_policy_of_approval_is_told_and_no_secret_of_it()
    {
        World.Vault.Folder.NeedsApproval = true;
        var answer = await World.RunAsync("bootstrap");

        answer.IsRefused("holds changes", "for approval", "run the command again");
        Assert.Empty(World.Vault.Secrets);
    }

    [Theory]
    [InlineData("bootstrap")]
    [InlineData("verify")]
    [InlineData("rotate-token")]
    public async Task A_value_that_is_hidden_from_the_operator_names_the_permission(string verb)
    {
        await World.WithSecrets().WithAppAsync();
        World.Vault.Folder.Masked.Add("RACK_SERVICE_TOKEN");

        (await World.RunAsync(verb)).IsRefused("hides RACK_SERVICE_TOKEN from INFISICAL_TOKEN", "ReadValue");
        Assert.Empty(World.Vault.Changes);
    }

    private static SecretInput Nobody { get; } = new(interactive: false);
}
