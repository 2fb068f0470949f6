using Reasonator.Ops;

namespace Reasonator.Tests.Process;

/// <summary>What no verb expects is a sentence and code 1, not a stack trace and a core dump.</summary>
public sealed class UnexpectedFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("score", "Profit rose")]
    [InlineData("score", "--explain", "Profit rose")]
    [InlineData("model", "info")]
    [InlineData("model", "info", "--json")]
    [InlineData("model", "selftest")]
    public async Task A_full_disk_behind_the_output_ends_with_1_and_a_sentence(params string[] arguments)
    {
        await using var process = ServiceProcess.Start(arguments, output: "/dev/full");

        Assert.Equal(1, await process.ExitAsync(Stop));
        Assert.Contains("No space left on device", Assert.Single(process.Errors));
    }

    [Fact]
    public async Task Whatever_a_verb_throws_is_code_1() =>
        Assert.Equal(1, await ReasonatorCommand.RunAsync(["serve"], _ => throw new InvalidOperationException("The text of a test.")));

    [Fact]
    public void A_fault_of_our_own_is_told_by_its_kind_and_its_place_and_not_by_what_it_says()
    {
        var fault = new AggregateException(Record.Exception(Fail)!);

        var sentence = UnexpectedFault.Sentence(fault);

        Assert.Contains(nameof(InvalidOperationException), sentence);
        Assert.Contains($"{nameof(UnexpectedFaultTests)}.{nameof(Fail)}", sentence);
        Assert.DoesNotContain("canary", sentence);
    }

    private static void Fail() => throw new InvalidOperationException("canary");
}
