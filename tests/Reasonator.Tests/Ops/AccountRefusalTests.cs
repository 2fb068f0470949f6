using Reasonator.Tests.Platform;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Ops;

/// <summary>What the platform, or its rules, stand in the way of.</summary>
public sealed class AccountRefusalTests : OpsTests
{
    public static TheoryData<string> NeedTheKey => ["plan", "bootstrap", "verify", "rotate-token", "upgrade-check", "upgrade", "rollback", "retire"];

    [Theory]
    [MemberData(nameof(NeedTheKey))]
    public async Task Without_a_key_a_verb_names_the_variable(string verb)
    {
        World.WithSecrets();
        World.Environment.Remove("HEROKU_API_KEY");

        (await World.RunAsync(verb)).IsRefused("HEROKU_API_KEY is not set", "heroku authorizations:create");
    }

    [Theory]
    [MemberData(nameof(NeedTheKey))]
    public async Task A_wrong_key_is_refused_and_not_shown(string verb)
    {
        World.WithSecrets();
        World.Environment["HEROKU_API_KEY"] = "kanarienvogel";

        (await World.RunAsync(verb)).IsRefused("401", "HEROKU_API_KEY is wrong, expired or revoked").Hides("kanarienvogel");
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("rotate-token")]
    [InlineData("upgrade-check")]
    [InlineData("upgrade")]
    [InlineData("rollback")]
    [InlineData("retire")]
    public async Task Without_an_app_a_verb_names_the_bootstrap(string verb)
    {
        World.WithSecrets();

        (await World.RunAsync(verb)).IsRefused("There is no app raxx-rack-staging", "ops bootstrap --env staging");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("bootstrap")]
    public async Task A_team_of_others_lists_the_own_ones(string verb)
    {
        World.Platform.Account.Teams.Add("herd");

        (await World.RunAsync(verb, "--team", "mooseQuest")).IsRefused("in no team mooseQuest", "moosequest, herd");
        Assert.Empty(World.Platform.Changes);
    }

    [Fact]
    public async Task An_account_without_teams_hears_so()
    {
        World.Platform.Account.Teams.Clear();

        (await World.RunAsync("bootstrap", "--team", "moosequest")).IsRefused("Its teams: none.");
    }

    [Fact]
    public async Task An_app_of_another_owner_stays_theirs()
    {
        await World.WithAppAsync();

        (await World.RunAsync("bootstrap", "--team", "moosequest")).IsRefused("belongs to this account, not to the team moosequest");
        AssertNothingChanged();
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_is_told()
    {
        World.Platform.Account.TakenNames.Add(OpsWorld.App);

        (await World.RunAsync("bootstrap")).IsRefused("403", "You do not have access to the app raxx-rack-staging");
        AssertNothingChanged();
    }

    [Fact]
    public async Task An_app_in_Europe_is_refused()
    {
        (await World.WithAppAsync()).Region = "eu";

        (await World.RunAsync("bootstrap")).IsRefused("in region eu", "belongs to us");
        AssertNothingChanged();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Eco_for_a_team_is_refused_before_anything_is_made(bool isThere)
    {
        if (isThere)
        {
            await World.WithAppAsync("moosequest");
        }

        (await World.RunAsync("bootstrap", ["--dyno", "eco", .. isThere ? (string[])[] : ["--team", "moosequest"]])).IsRefused("Eco dynos are for personal apps", "--dyno basic");
        AssertNothingChanged();
    }

    [Fact]
    public async Task Eco_without_a_subscription_names_both_ways_out()
    {
        World.Platform.Account.HasEcoSubscription = false;
        World.WithSecrets();
        await World.WithCodeAsync();

        (await World.RunAsync("bootstrap", "--dyno", "eco")).IsRefused("Subscribe to Eco in the dashboard", "--dyno eco", "stay with --dyno basic");
        (await World.RunAsync("bootstrap")).IsDone("web=1:Basic (a personal app may have Eco: ops bootstrap --dyno eco)");
    }

    [Fact]
    public async Task A_bootstrap_needs_more_than_a_scoped_key()
    {
        World.Platform.Keys["HRKU-scoped"] = new PlatformKey("read", "write");
        World.Environment["HEROKU_API_KEY"] = "HRKU-scoped";

        (await World.RunAsync("bootstrap")).IsRefused("is scoped so that it cannot read its account", "the operator's own key");
        AssertNothingChanged();
    }

    [Fact]
    public async Task An_account_without_a_card_hears_it_in_the_platforms_words()
    {
        World.Platform.Account.IsVerified = false;

        (await World.RunAsync("bootstrap")).IsRefused("402", "credit card");
    }

    private void AssertNothingChanged() => Assert.Empty(World.Platform.Changes.Concat<RecordedCall>(World.Vault.Changes));
}
