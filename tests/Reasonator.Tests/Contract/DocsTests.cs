using System.Net;
using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

public sealed partial class DocsTests : IAsyncDisposable
{
    private readonly ReasonatorApp _app = new();
    private readonly HttpClient _client;

    public DocsTests()
    {
        _client = _app.Client();
        _client.DefaultRequestHeaders.Authorization = null;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_needs_no_token_and_lets_only_its_own_scripts_run()
    {
        using var response = await _client.GetAsync("/docs", Stop);
        var page = await response.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            policy);
        Assert.NotEmpty(Script().Matches(page));
        Assert.All(Script().Matches(page), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task No_two_pages_have_the_same_nonce()
    {
        var policies = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            using var response = await _client.GetAsync("/docs/", Stop);
            policies.UnionWith(response.Headers.GetValues("Content-Security-Policy"));
        }

        Assert.Equal(5, policies.Count);
    }

    [Fact]
    public async Task The_page_and_its_assets_name_no_other_host_to_load_from()
    {
        var page = await _client.GetStringAsync("/docs/", Stop);
        var assets = Asset().Matches(page).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["favicon.svg", "openapi/v1.json", "scalar.aspnetcore.js", "scalar.js"], assets);

        Assert.DoesNotMatch(Elsewhere(), page);
        foreach (var asset in assets)
        {
            // The document lies at the root; the others beside the page.
            var text = await _client.GetStringAsync(asset.StartsWith("openapi/", StringComparison.Ordinal) ? "/" + asset : "/docs/" + asset, Stop);
            Assert.DoesNotMatch(Loads(), text);
        }
    }

    [Theory]
    [InlineData("\"withDefaultFonts\":false")]
    [InlineData("\"telemetry\":false")]
    [InlineData("\"agent\":{\"disabled\":true}")]
    [InlineData("\"mcp\":{\"disabled\":true}")]
    [InlineData("\"showDeveloperTools\":\"never\"")]
    [InlineData("\"hideClientButton\":true")]
    public async Task What_would_lead_to_the_makers_hosts_is_off(string setting) =>
        Assert.Contains(setting, await _client.GetStringAsync("/docs/", Stop), StringComparison.Ordinal);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _app.DisposeAsync();
    }

    [GeneratedRegex("'nonce-([A-Za-z0-9_-]{22})'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("""(?:src=|href=|from |"url":|"favicon":)["'](?:\./)?([^"']+)["']""")]
    private static partial Regex Asset();

    /// <summary>An address with a host, with or without a scheme.</summary>
    [GeneratedRegex("""https?:|["'(]//\w""")]
    private static partial Regex Elsewhere();

    /// <summary>Markup and code that load as soon as they are read; links that a reader may follow and samples are not.</summary>
    [GeneratedRegex("""(?:<(?:script|link|img|iframe)[^>`]{0,200}(?:src|href)=|@import\s*(?:url\()?|\bimport\s*\(|\bfrom\s*|importScripts\()["'`]?(?:https?:)?//""")]
    private static partial Regex Loads();
}
