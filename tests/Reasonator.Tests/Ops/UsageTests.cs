namespace Reasonator.Tests.Ops;

public sealed class UsageTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("ops")]
    [InlineData("ops", "destroy", "--env", "staging")]
    [InlineData("ops", "plan")]
    [InlineData("ops", "verify", "--env", "production")]
    [InlineData("ops", "bootstrap", "--env", "staging", "--dyno", "standard-1x")]
    [InlineData("ops", "bootstrap", "--env", "staging", "--model-sha", "abc")]
    [InlineData("ops", "deploy", "--env", "staging", "--deadline", "soon")]
    [InlineData("ops", "upgrade", "--env", "prod", "--to", "eco")]
    [InlineData("ops", "rollback", "--env", "prod", "--to", "v3")]
    [InlineData("ops", "smoke")]
    [InlineData("ops", "smoke", "--env", "staging", "--url", "http://localhost:8080")]
    [InlineData("ops", "smoke", "--url", "ftp://localhost")]
    [InlineData("ops", "verify", "--env", "staging", "--token", "geheim")]
    public async Task A_command_line_that_cannot_be_meant_ends_with_2(params string[] arguments)
    {
        var answer = await OpsProcess.RunAsync(arguments, Nothing);

        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.NotEqual("", answer.Errors);
        Assert.DoesNotContain("   at ", answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retire", "HEROKU_API_URL", "http://platform.example")]
    [InlineData("retire", "HEROKU_API_URL", "https://platform.example/v3")]
    [InlineData("verify", "INFISICAL_HOST", "http://vault.example")]
    [InlineData("verify", "CF_ACCESS_CLIENT_ID", "only-this")]
    public async Task A_setting_that_cannot_work_ends_with_2_and_its_name(string verb, string name, string value)
    {
        var answer = await OpsProcess.RunAsync(["ops", verb, "--env", "staging"], new Dictionary<string, string>
        {
            ["HEROKU_API_KEY"] = "key",
            ["HEROKU_API_URL"] = "http://127.0.0.1:1",
            ["INFISICAL_TOKEN"] = "token",
            ["INFISICAL_PROJECT_ID"] = "project",
            [name] = value,
        });

        Assert.Equal(2, answer.Code);
        Assert.Contains(name, answer.Errors, StringComparison.Ordinal);
    }
}
