using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reasonator.Security;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Observability;

/// <summary>Whatever callers send, they add no series, and nothing of it is in one.</summary>
public sealed class BoundedSeriesTests
{
    private const int Requests = 3000;
    private const string Canary = "canary";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_of_hostile_requests_add_no_series_and_nothing_of_them_is_told()
    {
        // Wrong tokens are answered seconds later, which by the real clock makes three minutes.
        await using var app = new ReasonatorApp
        {
            Replacing = services => services.AddSingleton(provider => new FailedTokens(new SkippingClock(), provider.GetRequiredService<IHostApplicationLifetime>())),
        };
        var client = await app.ReadyAsync(Stop);
        // Each kind of them once: what they can be told apart by is there.
        await SendAsync(client, 0, 100);
        var before = await Scrape.CountedAsync(client, 100, Stop);

        await SendAsync(client, 100, Requests);

        var after = await Scrape.CountedAsync(client, Requests, Stop);
        Assert.Equal(Series(before), Series(after));
        Assert.InRange(before.Samples.Count, 100, 250);
        Assert.DoesNotContain(Canary, after.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static Task SendAsync(HttpClient client, int from, int to) => Parallel.ForAsync(
        from, to, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (i, stop) => (await client.SendAsync(Hostile(i), stop)).Dispose());

    private static HttpRequestMessage Hostile(int i)
    {
        var (method, path) = (i % 10) switch
        {
            0 => ($"{Canary}{i}", "/v1/score"),
            1 => ("GET", $"/{Canary}/{i}"),
            2 => ("GET", $"/v1/batches/{Canary}-{i}/results?after={Canary}{i}"),
            3 => ("DELETE", $"/v1/batches/{Canary}{i}"),
            4 => ("GET", $"/v1/scores?request_id={Canary}{i}&{Canary}{i}={i}"),
            5 => ("POST", $"/v1/%2e%2e/{Canary}{i}%0a%22"),
            6 => ("GET", $"/docs/{Canary}{i}"),
            7 => ("PUT", $"/v1/health?{Canary}{i}"),
            8 => ("GET", $"/metrics/{Canary}{i}"),
            _ => ("POST", $"/v1/score?{Canary}={i}"),
        };
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var header in (string[])["X-Request-Id", "traceparent", "tracestate", "baggage", "Prefer", "User-Agent", "Idempotency-Key", $"X-{Canary}-{i}"])
        {
            request.Headers.TryAddWithoutValidation(header, header is "tracestate" or "baggage" ? $"{Canary}={i}" : $"{Canary}-{i}");
        }

        request.Headers.Authorization = new("Bearer", i % 20 < 10 ? "dev" : $"{Canary}-{i}");
        request.Content = method is "POST" ? new StringContent($$"""{"items":[{"id":"{{Canary}}{{i}}","text":"{{Canary}} text {{i}}"}]}""", null, "application/json") : null;
        return request;
    }

    private static IEnumerable<string> Series(Scrape scrape) => scrape.Samples.Select(sample => sample.Series).Order(StringComparer.Ordinal);
}
