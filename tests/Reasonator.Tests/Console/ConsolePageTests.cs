using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Reasonator.Health;
using Reasonator.OperatorConsole;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.OperatorConsole;

public sealed partial class ConsolePageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Files => new(PageFile.All.Select(file => (file.Path, Path.GetExtension(file.Path) switch
    {
        "" => "text/html",
        ".css" => "text/css",
        ".js" => "text/javascript",
        ".svg" => "image/svg+xml",
        _ => "text/plain",
    })));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_of_the_page_needs_no_token_and_comes_under_the_strict_policy(string path, string type)
    {
        await using var app = new ReasonatorApp();
        using var client = Stranger(app);

        using var get = await client.GetAsync(path, Stop);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Stop);

        foreach (var response in (HttpResponseMessage[])[get, head])
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal(("nosniff", "no-referrer"), (response.Headers.GetValues("X-Content-Type-Options").Single(), response.Headers.GetValues("Referrer-Policy").Single()));
            Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
            Assert.False(response.Headers.ETag!.IsWeak);
        }

        Assert.Equal((get.Headers.ETag, get.Content.Headers.ContentLength), (head.Headers.ETag, head.Content.Headers.ContentLength));
        Assert.Equal(get.Content.Headers.ContentLength, (await get.Content.ReadAsByteArrayAsync(Stop)).Length);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        await using var app = new ReasonatorApp();
        using var client = Stranger(app);
        using var first = await client.GetAsync("/console", Stop);

        using var again = await client.SendAsync(Conditional("/console", first.Headers.ETag!), Stop);
        using var other = await client.SendAsync(Conditional("/console/app.js", first.Headers.ETag!), Stop);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(first.Headers.GetValues("Content-Security-Policy"), again.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_page_has_all_that_it_names_and_names_no_other_host()
    {
        await using var app = new ReasonatorApp();
        using var client = Stranger(app);
        var page = await client.GetStringAsync("/console", Stop);
        var named = Named().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Contains("/console/app.js", named);

        foreach (var module in named.Where(path => path.EndsWith(".js", StringComparison.Ordinal)).ToList())
        {
            named.UnionWith(Imported().Matches(await client.GetStringAsync(module, Stop)).Select(match => "/console/" + match.Groups[1].Value));
        }

        Assert.Subset(PageFile.All.Select(file => file.Path).ToHashSet(), named);
        Assert.DoesNotMatch(Elsewhere(), page);
    }

    [Fact]
    public async Task The_page_is_served_while_the_model_is_loading_and_when_it_has_failed()
    {
        using var loading = new ManualResetEventSlim();
        await using var app = new ReasonatorApp { Loading = () => loading.Wait(Stop) };
        using var client = Stranger(app);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/console", Stop)).StatusCode);
        Assert.Equal(ServiceStatus.WarmingUp, app.Get<Readiness>().Status);
        loading.Set();
        await Eventually.TrueAsync("the model is loaded", () => app.Get<Readiness>().Model is not null, Stop);

        app.Get<Readiness>().Fail("The weights are not those of the manifest.");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/console", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("/console/../appsettings.json")]
    [InlineData("/console/Page/index.html")]
    [InlineData("/console/index.html")]
    [InlineData("/console/openapi.json")]
    public async Task Nothing_else_is_served_from_there(string path)
    {
        await using var app = new ReasonatorApp();
        using var client = Stranger(app);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, Stop)).StatusCode);
    }

    private static HttpClient Stranger(ReasonatorApp app)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = null;
        return client;
    }

    private static HttpRequestMessage Conditional(string path, EntityTagHeaderValue tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(tag);
        return request;
    }

    [GeneratedRegex("""(?:src|href)="(/[^"]+)["]""")]
    private static partial Regex Named();

    [GeneratedRegex("""from '\./([^']+)'""")]
    private static partial Regex Imported();

    /// <summary>An address with a host, with or without a scheme.</summary>
    [GeneratedRegex("""https?:|["'(]//\w""")]
    private static partial Regex Elsewhere();
}
