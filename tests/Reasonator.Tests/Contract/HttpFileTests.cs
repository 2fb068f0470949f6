using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

public sealed partial class HttpFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_request_names_a_route_of_the_contract_and_every_get_and_post_is_there()
    {
        var named = HttpFile.Requests().Select(request => request.Make())
            .Select(request => $"{request.Method} {request.RequestUri}").Distinct().Order(StringComparer.Ordinal);
        var declared = ContractDocument.Committed.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))
            .Where(route => !route.StartsWith("HEAD", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(declared, named);
    }

    [Fact]
    public async Task Every_request_is_answered_as_its_title_says()
    {
        await using var app = new ReasonatorApp();
        using var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Authorization = null;

        foreach (var (title, make) in HttpFile.Requests())
        {
            using var response = await client.SendAsync(make(), Stop);
            var status = Status().Match(title) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 200;
            Assert.True(status == (int)response.StatusCode, $"{title}: {(int)response.StatusCode}");
            await DeclaredAnswer.AssertAsync(response, status);
        }
    }

    /// <summary>A title ends with the status where it is an error's.</summary>
    [GeneratedRegex(": ([45]\\d\\d)$")]
    private static partial Regex Status();
}
