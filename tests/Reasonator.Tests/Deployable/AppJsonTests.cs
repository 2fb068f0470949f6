using System.Text.Json;
using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Deployable;

/// <summary>app.json against the platform's schema and against what README says of the configuration.</summary>
public sealed partial class AppJsonTests
{
    // https://devcenter.heroku.com/articles/app-json-schema
    private static readonly string[] Schema =
    [
        "addons", "buildpacks", "description", "env", "environments", "formation", "image", "keywords", "logo", "name", "repository", "scripts",
        "stack", "success_url", "website",
    ];

    private static readonly string[] Variable = ["description", "generator", "required", "value"];

    private static readonly JsonElement App = JsonDocument.Parse(Read("app.json")).RootElement;

    [Fact]
    public void Has_only_keys_of_the_schema() => Assert.Empty(App.EnumerateObject().Select(p => p.Name).Except(Schema));

    [Fact]
    public void Every_variable_is_described_in_the_schemas_words()
    {
        Assert.All(App.GetProperty("env").EnumerateObject(), variable =>
        {
            Assert.Empty(variable.Value.EnumerateObject().Select(p => p.Name).Except(Variable));
            Assert.NotEmpty(variable.Value.GetProperty("description").GetString()!);
            Assert.True(!variable.Value.TryGetProperty("value", out var value) || value.ValueKind is JsonValueKind.String);
        });
    }

    [Fact]
    public void Every_variable_is_in_the_table_of_README()
    {
        var readme = Read("README.md");
        var start = readme.IndexOf("## Configuration", StringComparison.Ordinal);
        var table = readme[start..readme.IndexOf("\n## ", start, StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var documented = table.SelectMany(line => Name().Matches(line.Split('|')[1]).Select(match => match.Value)).ToList();

        Assert.Contains("ENV", documented);
        Assert.Empty(App.GetProperty("env").EnumerateObject().Select(p => p.Name).Except(documented));
    }

    [Fact]
    public void Names_the_dotnet_buildpack_one_dyno_and_a_database_plan_that_can_still_be_ordered()
    {
        Assert.Equal("heroku/dotnet", Assert.Single(App.GetProperty("buildpacks").EnumerateArray()).GetProperty("url").GetString());
        Assert.Equal(1, App.GetProperty("formation").GetProperty("web").GetProperty("quantity").GetInt32());
        Assert.Equal("heroku-postgresql:essential-0", Assert.Single(App.GetProperty("addons").EnumerateArray()).GetString());
    }

    [Fact]
    public void Gives_no_secret_a_value()
    {
        var secrets = App.GetProperty("env").EnumerateObject().Where(p => p.Name.EndsWith("_SECRET", StringComparison.Ordinal) || p.Name.EndsWith("_ID", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(secrets);
        Assert.DoesNotContain(secrets, secret => secret.Value.TryGetProperty("value", out _));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex("[A-Z][A-Z_0-9]+")]
    private static partial Regex Name();
}
