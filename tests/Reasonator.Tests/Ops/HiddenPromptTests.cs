using Reasonator.Tests.Process;

namespace Reasonator.Tests.Ops;

public sealed class HiddenPromptTests : OpsTests
{
    private const string Id = "RACK_STAGING_INFISICAL_CLIENT_ID";
    private const string Secret = "RACK_STAGING_INFISICAL_CLIENT_SECRET";
    private const string Dsn = "https://kanarienvogel@sentry.example/7";

    [Fact]
    public async Task At_a_terminal_a_bootstrap_asks_for_what_only_a_person_knows_and_shows_nothing_of_it()
    {
        Installed.Require("script");
        var (id, secret) = Forget();
        using var terminal = new OpsTerminal("ops bootstrap --env staging", World.Environment);
        foreach (var (question, answer) in new[] { (Id, id), (Secret, secret), ("SENTRY_DSN of staging", Dsn) })
        {
            await terminal.SeesAsync(question, Stop);
            await terminal.SeesAsync("skip):", Stop);
            await terminal.PasteAsync(answer, Stop);
        }

        Assert.True(await terminal.ExitAsync(Stop) == 0, terminal.Screen);
        Assert.All([id, secret, Dsn], typed => Assert.DoesNotContain(typed, terminal.Screen, StringComparison.Ordinal));
        Assert.Equal((id, Dsn), (World.Platform.Apps[OpsWorld.App].ConfigVars["INFISICAL_CLIENT_ID"], World.Vault.Secrets["SENTRY_DSN"]));
    }

    [Fact]
    public async Task An_empty_answer_is_none()
    {
        Installed.Require("script");
        Forget();
        using var terminal = new OpsTerminal("ops bootstrap --env staging", World.Environment);
        await terminal.SeesAsync("skip):", Stop);
        await terminal.PasteAsync("", Stop);

        Assert.Equal(1, await terminal.ExitAsync(Stop));
        Assert.Contains($"refused {Id} is not set", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_asks_nobody_even_at_a_terminal()
    {
        Installed.Require("script");
        Forget();
        using var terminal = new OpsTerminal("ops bootstrap --env staging --dry-run", World.Environment);

        Assert.Equal(0, await terminal.ExitAsync(Stop));
        Assert.DoesNotContain("not shown", terminal.Screen, StringComparison.Ordinal);
    }

    private (string Id, string Secret) Forget()
    {
        var known = (World.Environment[Id], World.Environment[Secret]);
        World.Environment.Remove(Id);
        World.Environment.Remove(Secret);
        return known;
    }
}
