using Reasonator.Tests.Process;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Ops;

public sealed class DryRunTests
{
    private const string Canary = "kanarienvogel";

    private static readonly string[] Verbs =
        ["plan", "bootstrap", "verify", "deploy", "smoke", "rotate-token", "rotate-token --retire", "upgrade-check", "upgrade --to standard-2x", "rollback", "retire"];

    public static TheoryData<string, string> Everything => [.. Verbs.SelectMany(verb => new (string, string)[] { (verb, "staging"), (verb, "prod") })];

    public static TheoryData<string> Each => [.. Verbs, "smoke --json", "bootstrap --team moosequest", "upgrade --first-paid-customer"];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_dry_run_needs_nothing_and_tells_its_calls(string verb, string environment)
    {
        using var archive = new OpsArchive();
        var answer = await OpsProcess.RunAsync(Arguments(verb, environment, archive), new Dictionary<string, string>());

        answer.IsDone();
        Assert.NotEmpty(answer.Said("call"));
        Assert.Empty(answer.Said("changed"));
        Assert.DoesNotContain(environment == "prod" ? "raxx-rack-staging" : "api.heroku.com/apps/raxx-rack-prod/", answer.Output.Replace("GET https://api.heroku.com/apps/raxx-rack-staging\n", ""), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_dry_run_calls_nobody_and_shows_no_secret(string verb)
    {
        await using var network = await FakeListener.StartAsync((_, _) => Task.CompletedTask);
        using var archive = new OpsArchive();
        var dsn = Path.Combine(Path.GetDirectoryName(archive.Path)!, "dsn");
        await File.WriteAllTextAsync(dsn, $"https://{Canary}@sentry.example/1", TestContext.Current.CancellationToken);
        var arguments = Arguments(verb, "staging", archive);
        var answer = await OpsProcess.RunAsync(verb.StartsWith("bootstrap", StringComparison.Ordinal) ? [.. arguments, "--sentry-dsn-file", dsn] : arguments, new Dictionary<string, string>
        {
            ["HEROKU_API_URL"] = network.Address.ToString(),
            ["INFISICAL_HOST"] = network.Address.ToString(),
            ["HEROKU_API_KEY"] = $"{Canary}-key",
            ["INFISICAL_PROJECT_ID"] = $"{Canary}-project",
            ["INFISICAL_TOKEN"] = $"{Canary}-vault",
            ["CF_ACCESS_CLIENT_ID"] = $"{Canary}-gate",
            ["CF_ACCESS_CLIENT_SECRET"] = $"{Canary}-gate-secret",
            ["RACK_SERVICE_TOKEN"] = $"{Canary}-service",
            ["RACK_STAGING_INFISICAL_CLIENT_ID"] = $"{Canary}-id",
            ["RACK_STAGING_INFISICAL_CLIENT_SECRET"] = $"{Canary}-secret",
            ["RACK_PROD_INFISICAL_CLIENT_ID"] = $"{Canary}-other",
        });

        answer.IsDone().Hides(Canary);
        Assert.NotEmpty(answer.Said("call"));
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task A_dry_run_of_a_bootstrap_shows_secrets_and_ids_as_their_lengths()
    {
        var answer = await OpsProcess.RunAsync(["ops", "bootstrap", "--env", "prod", "--dry-run"], new Dictionary<string, string>
        {
            ["INFISICAL_PROJECT_ID"] = "12345",
            ["RACK_PROD_INFISICAL_CLIENT_ID"] = "1234567",
            ["RACK_PROD_INFISICAL_CLIENT_SECRET"] = "123456789",
        });

        answer.IsDone(
            """{"clientId":"<7 characters>","clientSecret":"<9 characters>"}""",
            """{"projectId":"<5 characters>","environment":"prod","secretPath":"/rack","type":"shared","secretValue":"<43 characters>"}""",
            """{"name":"raxx-rack-prod","region":"us","stack":"heroku-24"}""",
            "projectId=<5 characters>&environment=prod&secretPath=/rack",
            "\"FLAG_REASONATOR\":\"0\"");
    }

    [Fact]
    public async Task A_dry_run_for_a_team_foretells_a_Basic_dyno()
    {
        var answer = await OpsProcess.RunAsync(["ops", "bootstrap", "--env", "staging", "--team", "moosequest", "--dry-run"], new Dictionary<string, string>());

        answer.IsDone("owned by the team moosequest", "one basic dyno (a team's app may not have Eco)");
    }

    [Fact]
    public async Task A_dry_run_of_a_deploy_ends_well_where_no_repository_is()
    {
        Installed.Require("git");
        var folder = Directory.CreateTempSubdirectory();
        var around = new Dictionary<string, string> { ["GIT_CEILING_DIRECTORIES"] = folder.Parent!.FullName };
        var answer = await OpsProcess.RunAsync(["ops", "deploy", "--env", "staging", "--dry-run"], around, folder.FullName);
        folder.Delete();

        answer.IsDone("git archive HEAD failed", "source (the commit)");
    }

    [Fact]
    public async Task A_dry_run_of_a_deploy_takes_the_last_commit_where_it_stands()
    {
        Installed.Require("git", "tar");
        using var archive = new OpsArchive();
        var folder = Directory.CreateTempSubdirectory("reasonator-");
        try
        {
            await ShellAsync(folder.FullName, $"tar xzf '{archive.Path}' && git init -q && git add . && git -c user.name=a -c user.email=a@example.com commit -qm first");
            var answer = await OpsProcess.RunAsync(["ops", "deploy", "--env", "staging", "--dry-run"], new Dictionary<string, string>(), folder.FullName);

            answer.IsDone("version 1.0.0", "POST https://api.heroku.com/apps/raxx-rack-staging/builds");
            Assert.Matches("source [0-9a-f]{40}, ", answer.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Arguments(string verb, string environment, OpsArchive archive) =>
        ["ops", .. verb.Split(' '), "--env", environment, "--dry-run", .. verb == "deploy" ? ["--source", archive.Path] : (string[])[]];

    private static async Task ShellAsync(string folder, string script)
    {
        var (start, stop) = (new System.Diagnostics.ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = folder }, TestContext.Current.CancellationToken);
        start.Environment.Clear();
        foreach (var (name, value) in OpsProcess.Machine)
        {
            start.Environment[name] = value;
        }

        using var shell = System.Diagnostics.Process.Start(start)!;
        await Eventually.EndsAsync($"this ends: {script}", shell.WaitForExitAsync(stop), stop);
        Assert.Equal(0, shell.ExitCode);
    }
}
