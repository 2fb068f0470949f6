namespace Reasonator.Tests.Ops;

/// <summary>The dyno reads the vault as itself: never as the operator, never as the other environment's dyno.</summary>
public sealed class DynoIdentityTests : OpsTests
{
    private const string Id = "RACK_STAGING_INFISICAL_CLIENT_ID";
    private const string Secret = "RACK_STAGING_INFISICAL_CLIENT_SECRET";

    [Theory]
    [InlineData(Id)]
    [InlineData(Secret)]
    public async Task Without_it_a_bootstrap_names_the_variable(string missing)
    {
        World.Environment.Remove(missing);

        (await World.RunAsync("bootstrap")).IsRefused($"{missing} is not set", "machine identity", "may only read /rack of staging");
        AssertNothingChanged();
    }

    [Fact]
    public async Task The_operators_own_is_refused()
    {
        World.Environment["INFISICAL_CLIENT_ID"] = World.Environment[Id];

        (await World.RunAsync("bootstrap")).IsRefused("is the operator's own (INFISICAL_CLIENT_ID)").Hides(World.Environment[Id]);
        AssertNothingChanged();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_other_environments_is_refused_whether_exported_or_in_its_app(bool isExported)
    {
        var prods = World.Environment["RACK_PROD_INFISICAL_CLIENT_ID"];
        World.Environment[Id] = prods;
        if (!isExported)
        {
            World.Environment.Remove("RACK_PROD_INFISICAL_CLIENT_ID");
            World.Platform.Apps[OpsWorld.OtherApp] = new Platform.FakeApp(OpsWorld.OtherApp, null, "heroku-24", "other.herokuapp.com", default)
            {
                ConfigVars = { ["INFISICAL_CLIENT_ID"] = prods },
            };
        }

        (await World.RunAsync("bootstrap")).IsRefused("identity of staging is prod's as well").Hides(prods);
        AssertNothingChanged();
    }

    [Fact]
    public async Task One_that_the_vault_refuses_is_found_out_by_logging_in_with_it()
    {
        World.Environment[Secret] = "kanarienvogel";

        (await World.RunAsync("bootstrap")).IsRefused("The vault refused INFISICAL_CLIENT_ID with INFISICAL_CLIENT_SECRET").Hides("kanarienvogel");
    }

    [Fact]
    public async Task One_that_may_not_read_the_environment_is_found_out_by_reading_with_it()
    {
        World.WithSecrets();
        World.Vault.AnswerNext("/login", Vault.FakeAnswers.Json(200, new System.Text.Json.Nodes.JsonObject { ["accessToken"] = await ProdsTokenAsync(), ["expiresIn"] = 600 }));

        (await World.RunAsync("bootstrap")).IsRefused("may not read", "ReadValue");
    }

    [Fact]
    public async Task A_second_bootstrap_keeps_what_the_app_has_and_asks_nobody()
    {
        (await World.RunAsync("bootstrap")).IsDone("config var INFISICAL_CLIENT_SECRET, 18 characters");
        World.Environment.Remove(Id);
        World.Environment.Remove(Secret);

        (await World.RunAsync("bootstrap")).IsDone("nothing was changed").Hides("identity-3f2a", "client-secret-81c4");
    }

    private async Task<string> ProdsTokenAsync()
    {
        using var client = new HttpClient { BaseAddress = World.Vault.Address };
        client.DefaultRequestHeaders.Add("CF-Access-Client-Id", World.Vault.AccessClientId);
        client.DefaultRequestHeaders.Add("CF-Access-Client-Secret", World.Vault.AccessClientSecret);
        var prod = World.Vault.Project.Identities["prod"];
        using var answer = await client.PostAsync(
            new Uri("/api/v1/auth/universal-auth/login", UriKind.Relative),
            new StringContent($$"""{"clientId":"{{prod.ClientId}}","clientSecret":"{{prod.ClientSecret}}"}""", System.Text.Encoding.UTF8, "application/json"),
            Stop);
        return (string)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["accessToken"]!;
    }

    private void AssertNothingChanged() => Assert.Empty(World.Platform.Changes.Concat(World.Vault.Changes));
}
