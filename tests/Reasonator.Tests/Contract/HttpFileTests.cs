using System.Text.RegularExpressions;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Contract;

public sealed partial class HttpFileTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_request_names_a_route_of_the_contract_and_every_get_and_post_is_there()
    {
        var named = HttpFile.Requests().Select(request => request.Make("{id}"))
            .Select(request => $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.OriginalString).Split('?')[0]}").Distinct().Order(StringComparer.Ordinal);
        var declared = ContractDocument.Committed.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))
            .Where(route => !route.StartsWith("HEAD", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(declared, named);
    }

    [Fact]
    public async Task Every_request_is_answered_as_its_title_says()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await server.MigratedAsync(Stop)) };
        using var client = await app.ReadyAsync(Stop);
        client.DefaultRequestHeaders.Authorization = null;

        var batch = "";
        foreach (var (title, make) in HttpFile.Requests())
        {
            using var response = await client.SendAsync(make(batch), Stop);
            batch = response.Headers.Location?.OriginalString.Split('/')[^1] ?? batch;
            var status = Status().Match(title) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 200;
            Assert.True(status == (int)response.StatusCode, $"{title}: {(int)response.StatusCode}");
            await DeclaredAnswer.AssertAsync(response, status);
        }
    }

    /// <summary>A title ends with the status where it is not 200.</summary>
    [GeneratedRegex(": ([245]\\d\\d)$")]
    private static partial Regex Status();
}
