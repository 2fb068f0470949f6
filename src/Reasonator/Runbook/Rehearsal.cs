using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Reasonator.Hosting;
using VaultNames = Reasonator.Vault.Secrets;

namespace Reasonator.Runbook;

/// <summary>
/// Answers in the place of the network: says each call and what a change would carry, values as lengths, and gives the
/// answer that lets the verb go on. Nothing leaves this process.
/// </summary>
/// <param name="report">Takes the calls.</param>
/// <param name="world">What is found.</param>
/// <param name="environment">Where.</param>
/// <param name="modelSha">The weights that answer.</param>
internal sealed class Rehearsal(Report report, RehearsedWorld world, RackEnvironment environment, string modelSha) : HttpMessageHandler
{
    private static readonly string[] Names =
        [VaultNames.ServiceTokenName, VaultNames.OperatorTokenName, VaultNames.SentryDsnName, VaultNames.ModelShaName, VaultNames.PreviousServiceTokenName];

    private readonly bool _isEmpty = world == RehearsedWorld.Empty;
    private bool _loggedIn;
    private string? _team;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        report.Call($"{request.Method} {Redaction.Of(request.RequestUri!)}{await BodyAsync(request.Content, cancellationToken)}");
        var (status, body) = Answer(request);
        return new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent(request.Method == HttpMethod.Head ? "" : body?.ToJsonString() ?? "", Encoding.UTF8, "application/json") };
    }

    private static async Task<string> BodyAsync(HttpContent? content, CancellationToken stop) => content switch
    {
        null => "",
        _ when content.Headers.ContentType?.MediaType == "application/json" => $" {Redaction.Of(JsonNode.Parse(await content.ReadAsByteArrayAsync(stop)))?.ToJsonString(Redaction.Readable)}",
        _ => $" <{content.Headers.ContentLength} bytes>",
    };

    private (HttpStatusCode Status, JsonNode? Body) Answer(HttpRequestMessage request)
    {
        var (method, path, signed) = (request.Method.Method, request.RequestUri!.AbsolutePath.TrimStart('/'), request.Headers.Authorization is not null);
        if (path == "teams/apps")
        {
            // Whose the app is decides which dynos it may have.
            _team = (string?)JsonNode.Parse(request.Content!.ReadAsStream())?["team"];
        }

        if (!path.StartsWith("v1/", StringComparison.Ordinal))
        {
            return path == $"apps/{environment.Other.App}" || (path == $"apps/{environment.App}" && _isEmpty && method == "GET")
                ? (HttpStatusCode.NotFound, new JsonObject())
                : (HttpStatusCode.OK, path.StartsWith("api/", StringComparison.Ordinal) ? Folder(method, path, request.RequestUri.Query) : Platform(method, path));
        }

        return path switch
        {
            "v1/score" or "v1/info" when !signed => (HttpStatusCode.Unauthorized, new JsonObject()),
            "v1/score" => (HttpStatusCode.OK, JsonNode.Parse($$"""{"model_sha":"{{modelSha}}","results":[{"label":"{{Smoke.Label}}","sentiment":0.9}]}""")),
            _ => (HttpStatusCode.OK, JsonNode.Parse($$$"""{"status":"ok","model_loaded":true,"model_sha":"{{{modelSha}}}","queue_depth":{"interactive":0,"batch":0},"uptime_seconds":0,"version":"{{{BuildVersion.Version}}}"}""")),
        };
    }

    private JsonNode? Platform(string method, string path)
    {
        var name = path.Split('/')[^1];
        var listed = !_isEmpty || method != "GET";
        return path.Split('/') switch
        {
            ["account"] => JsonNode.Parse("""{"email":"(whose key it is)"}"""),
            ["teams"] => new JsonArray(),
            ["apps"] or ["teams", "apps"] or ["apps", _] => App,
            ["sources"] => JsonNode.Parse("""{"source_blob":{"get_url":"https://source.example/get","put_url":"https://source.example/put"}}"""),
            [_, _, "buildpack-installations"] => List(listed, $$$"""{"buildpack":{"name":"{{{AppSteps.Buildpack}}}"}}"""),
            [_, _, "addons"] when method == "GET" => List(listed, Addon),
            [_, _, "addons"] or [_, _, "addons", _] => JsonNode.Parse(Addon),
            [_, _, "config-vars"] => _isEmpty ? new JsonObject() : new JsonObject { [ConfigVars.Flag] = "1", [ConfigVars.Label] = environment.Label },
            [_, _, "domains"] when method == "GET" => List(listed, Domain),
            [_, _, "domains"] => JsonNode.Parse(Domain),
            [_, _, "formation"] => List(listed, """{"type":"web","quantity":1,"size":"Eco","updated_at":"2026-01-01T00:00:00Z"}"""),
            [_, _, "releases"] when method == "GET" => List(listed, Release("release-2", "slug-2", 2, true), Release("release-1", "slug-1", 1, false)),
            [_, _, "releases"] or [_, _, "releases", _] => JsonNode.Parse(Release("release-3", "slug-3", 3, true)),
            [_, _, "slugs", _] => JsonNode.Parse($$"""{"id":"{{name}}","size":null,"commit":null}"""),
            [_, _, "builds"] when method == "GET" => new JsonArray(),
            [_, _, "builds"] or [_, _, "builds", _] => JsonNode.Parse("""{"id":"build-1","status":"succeeded","output_stream_url":"https://source.example/log","release":{"id":"release-3"},"source_blob":{"version":null}}"""),
            _ => null,
        };
    }

    private JsonObject App => new()
    {
        ["name"] = environment.App,
        ["region"] = new JsonObject { ["name"] = AppSteps.Region },
        ["team"] = _team is null ? null : new JsonObject { ["name"] = _team },
        ["web_url"] = $"https://{environment.App}.example/",
    };

    private string Domain => $$"""{"hostname":"{{environment.Domain}}","cname":"(the DNS target)","kind":"custom","created_at":"2026-01-01T00:00:00Z"}""";

    private static string Addon => $$$"""{"id":"addon-1","name":"postgresql","plan":{"name":"{{{AppSteps.SmallDatabase}}}"},"state":"provisioned"}""";

    private JsonNode? Folder(string method, string path, string query)
    {
        _loggedIn |= path.EndsWith("/login", StringComparison.Ordinal);
        return path switch
        {
            "api/v1/auth/universal-auth/login" => JsonNode.Parse("""{"accessToken":"rehearsed","expiresIn":60}"""),
            "api/v2/folders" when method == "GET" => _isEmpty ? JsonNode.Parse("""{"folders":[]}""") : JsonNode.Parse("""{"folders":[{"name":"rack"}]}"""),
            // The dyno's own reading comes after everything was written.
            "api/v4/secrets" => new JsonObject { ["secrets"] = _isEmpty && !_loggedIn ? [] : Secrets(query) },
            _ => new JsonObject(),
        };
    }

    /// <summary>Of the lengths that real ones have, and different in each environment.</summary>
    private JsonArray Secrets(string query) => [.. Names.Take(world == RehearsedWorld.Rotating ? 5 : 4).Select(name => new JsonObject
    {
        ["secretKey"] = name,
        ["secretValue"] = name == VaultNames.ModelShaName ? modelSha : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name + query)))[..RackSecrets.TokenLength],
    })];

    private static string Release(string id, string slug, int version, bool current) =>
        $$$"""{"id":"{{{id}}}","version":{{{version}}},"status":"succeeded","current":{{{(current ? "true" : "false")}}},"description":"Deploy","slug":{"id":"{{{slug}}}"}}""";

    private static JsonArray List(bool listed, params string[] items) => listed ? [.. items.Select(item => JsonNode.Parse(item))] : [];
}
