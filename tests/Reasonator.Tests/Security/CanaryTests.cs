using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Reasonator.Tests.Contract;
using Reasonator.Tests.Process;
using Reasonator.Tests.Store;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Security;

/// <summary>
/// Every secret that the process knows and every text that a caller sends carries one unusual word. The process does all it can,
/// well and badly; then each of its outputs is searched: both streams and every answer with its headers.
/// </summary>
public sealed class CanaryTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Canary = "kanarienvogel";
    private const string Token = Canary + "-service-token-000000000000000000";

    private readonly ConcurrentBag<string> _outputs = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_output_holds_a_secret_or_a_text()
    {
        using var nobody = new ReservedPort();
        await using var vault = await SeededVaultAsync(nobody);
        var database = await server.MigratedAsync(Stop);
        await using var service = ServiceProcess.Serve(new Dictionary<string, string>(BootTests.Staging(vault))
        {
            ["DATABASE_URL"] = database,
            ["INFISICAL_CLIENT_SECRET"] = vault.Identity.ClientSecret,
            ["INFISICAL_CLIENT_ID"] = vault.Identity.ClientId,
        });
        await service.ReadyAsync(Stop);

        foreach (var token in (string?[])[Token, Canary + "-wrong", null])
        {
            service.Client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
            await EveryRouteAsync(service.Client);
        }

        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await BatchAsync(service.Client);
        await PostgresServer.ExecuteAsync(database, "drop table score_event cascade");
        await EveryRouteAsync(service.Client);
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync(Stop));

        string[] all = [.. _outputs, .. service.Output, .. service.Errors];
        Assert.True(all.Length > 200, $"{all.Length} outputs");
        Assert.All(all, output => Assert.DoesNotContain(Canary, output, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(all, output => output.Contains(new Uri(database).UserInfo.Split(':')[^1], StringComparison.Ordinal));
    }

    /// <summary>Each route of the contract and the pages, with bodies of all kinds; a text in each, and in query and headers.</summary>
    private async Task EveryRouteAsync(HttpClient client)
    {
        var document = JsonDocument.Parse(await File.ReadAllTextAsync(ContractDocument.CommittedPath, Stop)).RootElement.GetProperty("paths");
        var routes = document.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (Method: method.Name.ToUpperInvariant(), Path: path.Name)))
            .Concat<(string Method, string Path)>([("GET", "/metrics"), ("GET", "/console"), ("GET", "/docs/"), ("GET", "/openapi/v1.json"), ("GET", $"/{Canary}"), (Canary.ToUpperInvariant(), "/v1/score")]);
        string[] bodies =
        [
            $$"""{"items":[{"text":"{{Canary}} raises guidance"}]}""", $$"""{"items":[{"text":"{{Canary}} falls. It rose."}],"mode":"document"}""",
            $$"""{"items":[{"text":"{{Canary}} beats"}],"explain":true}""", $$"""{"items":[{"text":"{{Canary}}""", $$"""{"items":[{"text":"{{Canary}}","typo":"{{Canary}}"}]}""", $$"""{"stale":"{{Canary}}"}""", Canary,
        ];
        // All at once: an answer to a wrong token waits for seconds.
        await Task.WhenAll(routes.SelectMany(route => (route.Method == "POST" ? bodies : [""]).Select(body =>
            AskAsync(client, route.Method, route.Path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal), $"after={Canary}&q={Canary}", body))));
        await AskAsync(client, "GET", "/v1/watch", "count=1", "");
        await AskAsync(client, "GET", "/v1/drift", "day=2026-11-24&against=2026-11-23", "");
    }

    private async Task AskAsync(HttpClient client, string method, string path, string query, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?{query}");
        request.Headers.Add("X-Custom", Canary);
        request.Headers.Add("Idempotency-Key", Canary);
        request.Headers.Add("Prefer", $"wait={Canary}");
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        await KeepAsync(await client.SendAsync(request, Stop), path.Contains(Canary, StringComparison.Ordinal));
    }

    private async Task BatchAsync(HttpClient client)
    {
        var answer = await client.PostAsync("/v1/batches", new StringContent($$"""{"items":[{"text":"{{Canary}} cuts its dividend"}]}""", Encoding.UTF8, "application/json"), Stop);
        var batch = answer.Headers.Location!.ToString();
        await KeepAsync(answer);
        // Whole only when the batch has ended.
        await KeepAsync(await client.GetAsync($"{batch}/results", Stop));
        await KeepAsync(await client.GetAsync(batch, Stop));
        await KeepAsync(await client.GetAsync("/v1/scores", Stop));
    }

    /// <summary>Keeps an answer; without the caller's own path, if it is to be left out, which a problem's instance repeats to it.</summary>
    private async Task KeepAsync(HttpResponseMessage answer, bool instance = false)
    {
        var body = await answer.Content.ReadAsStringAsync(Stop);
        _outputs.Add($"{answer.StatusCode} {answer.Headers} {answer.Content.Headers} {(instance ? body.Replace($"\"instance\":\"/{Canary}\"", "", StringComparison.Ordinal) : body)}");
        answer.Dispose();
    }

    private static async Task<FakeVault> SeededVaultAsync(ReservedPort nobody)
    {
        var vault = await FakeVault.StartAsync();
        vault.Identity.ClientSecret = Canary + "-secret";
        vault.Identity.ClientId = Canary + "-id";
        vault.Identity.TokenPrefix = Canary;
        vault.Secrets["RACK_SERVICE_TOKEN"] = Token;
        vault.Secrets["SENTRY_DSN"] = $"http://{Canary}@127.0.0.1:{nobody}/1";
        vault.Secrets["RACK_OPERATOR_TOKEN"] = Canary + "-operator-token";
        return vault;
    }
}
