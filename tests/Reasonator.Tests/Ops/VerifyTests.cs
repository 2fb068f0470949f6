using Reasonator.Runbook;

namespace Reasonator.Tests.Ops;

/// <summary>What verify finds wrong, each by itself, and that it never shows a value.</summary>
public sealed class VerifyTests : OpsTests
{
    [Fact]
    public async Task A_service_as_it_must_be_is_found_and_nothing_of_it_shown()
    {
        var app = await ReadyAsync();
        var answer = await VerifyAsync();

        answer.IsDone("RACK_SERVICE_TOKEN, 43 characters (wanted 43)", "RACK_SERVICE_TOKEN is not prod's", "slug 90 MB", "web=1:Eco", "ENV is staging", "FLAG_REASONATOR is 0");
        answer.Hides(app.ConfigVars.Where(pair => pair.Key is not ("ENV" or "FLAG_REASONATOR")).Select(pair => pair.Value));
        answer.Hides(World.Vault.Secrets.Values).Hides("geheim", World.Environment["HEROKU_API_KEY"], World.Vault.OperatorToken);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "token", "RACK_SERVICE_TOKEN, 42 characters (wanted 43)" },
        { "operator token", "RACK_OPERATOR_TOKEN, 0 characters (wanted 43)" },
        { "folder", "vault folder /rack of staging" },
        { "shared token", "RACK_SERVICE_TOKEN is the same in staging and prod: run ops rotate-token --env staging" },
        { "shared DSN", "SENTRY_DSN is the same in staging and prod" },
        { "secret in config", "RACK_SERVICE_TOKEN is a config var: it belongs in the vault alone" },
        { "label", "ENV is production (wanted staging)" },
        { "config var", "config var INFISICAL_CLIENT_SECRET, 0 characters" },
        { "slug", "slug 321 MB (limit 320 MB)" },
        { "stopped", "web=0:Eco" },
        { "buildpack", "buildpack heroku/dotnet" },
        { "database", "no database add-on" },
        { "domain", "domain rack-staging.raxx.app is not attached" },
        { "region", "app raxx-rack-staging in region eu" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_not_as_it_must_be_is_wrong_and_named(string fault, string says)
    {
        World.Platform.Pace.SlugSize = fault == "slug" ? 321L << 20 : World.Platform.Pace.SlugSize;
        var app = await ReadyAsync();
        Break(app, fault);

        var answer = await VerifyAsync();

        answer.Ends(1);
        Assert.Contains(answer.Said("wrong"), line => line.Contains(says, StringComparison.Ordinal));
        answer.Hides("kanarienvogel", OpsWorld.Token[..42]);
    }

    [Fact]
    public async Task Without_code_a_deploy_is_asked_for()
    {
        await World.WithSecrets().WithAppAsync();

        (await VerifyAsync()).Ends(1, "no release: run ops deploy --env staging");
    }

    [Fact]
    public async Task A_previous_token_that_is_still_accepted_is_a_warning()
    {
        await ReadyAsync();
        World.Vault.Secrets["RACK_SERVICE_TOKEN_PREVIOUS"] = new string('v', 43);

        (await VerifyAsync()).IsDone("warning RACK_SERVICE_TOKEN_PREVIOUS is still accepted", "ops rotate-token --env staging --retire").Hides("vvv");
    }

    [Fact]
    public async Task A_flag_that_is_neither_on_nor_off_is_not_repeated()
    {
        (await ReadyAsync()).ConfigVars["FLAG_REASONATOR"] = "kanarienvogel";

        (await VerifyAsync()).IsDone("FLAG_REASONATOR is neither 0 nor 1").Hides("kanarienvogel");
    }

    [Fact]
    public async Task It_changes_nothing()
    {
        await ReadyAsync();
        await VerifyAsync();

        Assert.Empty(World.Platform.Changes.Concat(World.Vault.Changes));
    }

    private async Task<Platform.FakeApp> ReadyAsync()
    {
        World.WithSecrets();
        return await World.WithCodeAsync();
    }

    private Task<OpsAnswer> VerifyAsync() => World.RunHereAsync((session, stop) => new Verification(session).RunAsync(stop));

    private void Break(Platform.FakeApp app, string fault)
    {
        var (own, others) = (World.Vault.Secrets, World.Vault.Project.Folders["prod"].Secrets);
        Action act = fault switch
        {
            "token" => () => own["RACK_SERVICE_TOKEN"] = new string('s', 42),
            "operator token" => () => own.TryRemove("RACK_OPERATOR_TOKEN", out _),
            "folder" => () => World.Vault.Folder.IsMissing = true,
            "shared token" => () => others["RACK_SERVICE_TOKEN"] = own["RACK_SERVICE_TOKEN"],
            "shared DSN" => () => others["SENTRY_DSN"] = own["SENTRY_DSN"],
            "secret in config" => () => app.ConfigVars["RACK_SERVICE_TOKEN"] = "kanarienvogel",
            "label" => () => app.ConfigVars["ENV"] = "production",
            "config var" => () => app.ConfigVars.Remove("INFISICAL_CLIENT_SECRET"),
            "stopped" => () => app.Formation["web"].Quantity = 0,
            "buildpack" => () => app.Buildpacks = ["heroku/python"],
            "database" => app.Addons.Clear,
            "domain" => app.Domains.Clear,
            "region" => () => app.Region = "eu",
            _ => Nothing,
        };
        act();

        static void Nothing()
        {
        }
    }
}
