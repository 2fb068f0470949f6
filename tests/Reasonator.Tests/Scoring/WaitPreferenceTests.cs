using Microsoft.AspNetCore.Http;
using Reasonator.Scoring;

namespace Reasonator.Tests.Scoring;

public sealed class WaitPreferenceTests
{
    [Theory]
    [InlineData(null, 20, false)]
    [InlineData("wait=5", 5, true)]
    [InlineData("respond-async, wait=5", 5, true)]
    [InlineData("wait = \"7\"", 7, true)]
    [InlineData("wait=600", 25, true)]
    [InlineData("wait=0", 20, false)]
    [InlineData("wait=-3", 20, false)]
    [InlineData("wait=soon", 20, false)]
    [InlineData("wait", 20, false)]
    public void Reads_the_callers_patience_and_passes_over_nonsense(string? header, int seconds, bool applied)
    {
        var headers = new HeaderDictionary();
        if (header is not null)
        {
            headers["Prefer"] = header;
        }

        Assert.Equal((TimeSpan.FromSeconds(seconds), applied), WaitPreference.Read(headers));
    }
}
