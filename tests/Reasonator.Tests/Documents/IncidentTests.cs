using Reasonator.Health;
using Reasonator.Ops;
using Reasonator.Tests.Service;
using Reasonator.Vault;

namespace Reasonator.Tests.Documents;

/// <summary>docs/incident.md against what the service can say of itself.</summary>
public sealed class IncidentTests
{
    private static readonly Document Incident = new("docs/incident.md");

    [Fact]
    public void Every_reason_of_the_secrets_and_of_the_model_is_explained_and_no_other()
    {
        var explained = First("## Failed: the secrets").Concat(First("## Failed: the model")).ToList();

        Assert.True(explained.Count > 40, $"{explained.Count} reasons were found");
        Assert.Equal(ReasonTexts.All.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src/Reasonator/Health/Readiness.cs", "The service is stopping; another instance takes over.")]
    [InlineData("src/Reasonator/Health/Readiness.cs", "Work is waiting and no inference has finished for the stall limit; restart if it stays so.")]
    [InlineData("src/Reasonator/Hosting/Boot.cs", "The boot failed unexpectedly; the log has the fault.")]
    [InlineData("src/Reasonator/Hosting/SecretKeeper.cs", "Secrets not read again, the known ones stay:")]
    [InlineData("src/Reasonator/Hosting/SecretKeeper.cs", "No secrets:")]
    [InlineData("src/Reasonator/Hosting/Boot.cs", "No model:")]
    [InlineData("src/Reasonator/Hosting/Boot.cs", "restart to have it enforced")]
    [InlineData("src/Reasonator/Hosting/HangWatch.cs", "has not come back for")]
    [InlineData("src/Reasonator/Observability/LogQueue.cs", "lines of this log were lost")]
    public void What_else_is_said_is_explained_in_its_own_words(string source, string words)
    {
        Assert.Contains(words, File.ReadAllText(Path.Combine(Repository.Root, source)));
        Assert.Contains(words, Incident.Text.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData(ReasonatorCommand.Usage)]
    [InlineData(ReasonatorCommand.Hung)]
    public void An_end_by_itself_is_explained_by_its_code(int code)
    {
        Assert.Contains($"process that ends with code {code} ", Incident.Text.Replace("ends at once with", "ends with"));
        Assert.Contains($" {code} ", File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("Exit codes:")[1].Split("\n\n")[0]);
    }

    [Fact]
    public void A_reason_of_the_vault_says_when_it_is_tried_again()
    {
        foreach (var row in Incident.Rows("## Failed: the secrets").Where(row => !row[0].StartsWith("`ENV ", StringComparison.Ordinal)))
        {
            Assert.Equal(new VaultException(ReasonTexts.FaultOf(row[0].Trim('`')), "").IsRefusedLogin ? "in six minutes" : "by itself", row[1]);
        }
    }

    [Fact]
    public void Every_status_of_health_is_explained()
    {
        var explained = Incident.Rows("## What health says").Select(row => row[0]).ToList();

        Assert.All(Enum.GetValues<ServiceStatus>(), status => Assert.Contains($"{(status == ServiceStatus.Ok ? 200 : 503)} `{HealthEndpoints.Name(status)}`", explained));
    }

    [Fact]
    public void Every_word_of_vault_health_is_explained_and_no_other() =>
        Assert.Equal(Enum.GetValues<Fault>().Select(VaultHealthVerb.Word).Append("ok").Distinct().Order(), First("## vault-health").Order());

    private static IEnumerable<string> First(string heading) => Incident.Rows(heading).Select(row => row[0].Trim('`'));
}
