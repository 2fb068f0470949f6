using Reasonator.Tests.Ops;

namespace Reasonator.Tests.Uploads;

internal static class SubmitAnswer
{
    /// <summary>It ended with a sentence that says this; the command to go on may stand before it.</summary>
    public static OpsAnswer IsRefusedWith(this OpsAnswer answer, string phrase)
    {
        Assert.True(answer.Code == 1, $"exit code {answer.Code}: {answer.All}");
        Assert.Contains(phrase, Assert.Single(answer.Errors.Split('\n'), line => line.StartsWith("refused ", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", answer.Errors);
        return answer;
    }
}
