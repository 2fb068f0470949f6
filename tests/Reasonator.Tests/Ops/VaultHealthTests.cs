using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reasonator.Ops;
using Reasonator.Tests.Vault;
using Reasonator.Vault;

namespace Reasonator.Tests.Ops;

/// <summary>The word that vault-health begins with says at which door a dyno was turned away.</summary>
public sealed class VaultHealthTests : IAsyncLifetime
{
    private const string Canary = "kanarienvogel";

    private FakeVault _vault = null!;

    public static TheoryData<string, string> Doors => new()
    {
        { "cloudflare-refused", "CF_ACCESS_CLIENT_SECRET" },
        { "login-refused", "INFISICAL_CLIENT_SECRET" },
        { "project-unknown", "INFISICAL_PROJECT_ID" },
    };

    public async ValueTask InitializeAsync()
    {
        _vault = await FakeVault.StartAsync();
        _vault.Secrets["RACK_SERVICE_TOKEN"] = $"{Canary}-service";
        _vault.Secrets["SENTRY_DSN"] = $"https://{Canary}@sentry.example/1";
    }

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task Ok_names_what_the_dyno_gets_with_the_tokens_length() =>
        (await RunAsync(0, "ok: 2 secrets of")).IsDone("RACK_SERVICE_TOKEN, SENTRY_DSN", "the service token has 21 characters");

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_wrong_credential_has_its_own_word(string word, string variable) => await RunAsync(1, word, (variable, $"{Canary}-wrong"));

    [Fact]
    public async Task A_locked_login_is_told_from_a_refused_one()
    {
        for (var i = 0; i < 3; i++)
        {
            _vault.Identity.LogIn($$"""{"clientId":"{{_vault.Identity.ClientId}}","clientSecret":"wrong"}""");
        }

        (await RunAsync(1, "login-locked")).Ends(1, "five minutes");
    }

    [Fact]
    public async Task An_empty_folder_is_told_from_a_missing_secret()
    {
        _vault.Secrets.TryRemove("RACK_SERVICE_TOKEN", out _);
        await RunAsync(1, "secret-missing");
        _vault.Secrets.Clear();
        (await RunAsync(1, "folder-empty")).Ends(1, "ops bootstrap");
        _vault.Folder.IsMissing = true;
        await RunAsync(1, "folder-empty");
    }

    [Theory]
    [InlineData("RACK_SERVICE_TOKEN")]
    [InlineData("SENTRY_DSN")]
    public async Task A_masked_value_is_told_whether_needed_or_not(string name)
    {
        _vault.Folder.Masked.Add(name);
        var answer = await RunAsync(1, name == "SENTRY_DSN" ? "ok" : "value-masked");

        Assert.Contains(answer.Lines, line => line.StartsWith("value-masked: ", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal) && line.Contains("ReadValue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_that_leads_nowhere_is_invalid()
    {
        _vault.Secrets["RACK_SERVICE_TOKEN"] = "${" + Canary + "}";
        await RunAsync(1, "secret-invalid");
    }

    [Fact]
    public async Task The_other_environments_identity_is_forbidden()
    {
        var prod = _vault.Project.Identities["prod"];
        await RunAsync(1, "forbidden", ("INFISICAL_CLIENT_ID", prod.ClientId), ("INFISICAL_CLIENT_SECRET", prod.ClientSecret));
    }

    [Fact]
    public async Task A_limit_that_outlasts_the_boot_is_told()
    {
        _vault.AnswerNext("/login", FakeAnswers.Limited("Please try again in 99 seconds"));
        await RunAsync(1, "rate-limited");
    }

    [Fact]
    public async Task What_is_no_vaults_answer_is_unexpected()
    {
        _vault.AnswerNext("/login", FakeAnswers.Json(200, new JsonObject { ["accessToken"] = "" }));
        await RunAsync(1, "unexpected-answer");
    }

    public static TheoryData<int> Sick => [0, 500, 503];

    [Theory]
    [MemberData(nameof(Sick))]
    public async Task A_vault_that_is_down_or_sick_is_unreachable(int status)
    {
        RequestDelegate sick = status == 0 ? FakeAnswers.Drop : FakeAnswers.Status(status, Canary, Canary);
        _vault.AnswerNext("/login", sick, times: 99);
        var (output, stop) = (new StringWriter(), TestContext.Current.CancellationToken);

        Assert.Equal(1, await Eventually.EndsAsync("the verb ends", VaultHealthVerb.RunAsync(_vault.Options(), new SkippingClock(), output, stop), stop));
        Assert.StartsWith("unreachable: ", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_vault_it_names_the_variables_and_ends_with_2()
    {
        var answer = await OpsProcess.RunAsync(["vault-health"], new Dictionary<string, string>());

        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.Contains(VaultOptions.ClientSecretVariable, answer.Errors, StringComparison.Ordinal);
    }

    private async Task<OpsAnswer> RunAsync(int code, string word, params (string Name, string Value)[] changes)
    {
        var environment = new Dictionary<string, string>(_vault.Environment().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))) { ["ENV"] = "staging" };
        foreach (var (name, value) in changes)
        {
            environment[name] = value;
        }

        var answer = (await OpsProcess.RunAsync(["vault-health"], environment)).Ends(code);
        Assert.StartsWith(word, answer.Output, StringComparison.Ordinal);
        return answer.Hides([Canary, .. environment.Where(pair => pair.Key.EndsWith("_SECRET", StringComparison.Ordinal) || pair.Key.EndsWith("_ID", StringComparison.Ordinal)).Select(pair => pair.Value)]);
    }
}
