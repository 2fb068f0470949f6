using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

public sealed class ContractTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_committed_document_is_what_the_routes_say()
    {
        var actual = await ContractDocument.GenerateAsync(Stop);
        var committed = await File.ReadAllTextAsync(ContractDocument.CommittedPath, Stop);
        if (actual != committed)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ContractDocument.ActualPath)!);
            await File.WriteAllTextAsync(ContractDocument.ActualPath, actual, Stop);
        }

        Assert.True(
            actual == committed,
            "The routes no longer say what docs/openapi.json says. See: diff docs/openapi.json artifacts/openapi.actual.json. "
            + "If the change is meant: cp artifacts/openapi.actual.json docs/openapi.json, then build again.");
    }

    [Fact]
    public async Task The_served_document_is_the_committed_file_and_needs_no_token()
    {
        await using var app = new ReasonatorApp();
        using var client = app.Client();
        client.DefaultRequestHeaders.Authorization = null;

        var response = await client.GetAsync("/openapi/v1.json", Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(await File.ReadAllBytesAsync(ContractDocument.CommittedPath, Stop), await response.Content.ReadAsByteArrayAsync(Stop));
    }
}
