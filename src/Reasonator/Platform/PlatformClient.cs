using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Reasonator.Platform;

/// <summary>
/// The Platform API of Heroku, version 3, as far as the runbook goes. Source: the published schema of the API
/// (heroku/platform-api, schema.json). There is no call that destroys anything.
/// </summary>
internal sealed class PlatformClient(PlatformTransport transport)
{
    /// <summary>The account of the key; null where its scope does not show it.</summary>
    public async Task<Account?> AccountAsync(CancellationToken stop)
    {
        try
        {
            return await GetAsync("account", PlatformJson.Default.Account, stop);
        }
        catch (PlatformException e) when (e.Status == (int)HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    public Task<Named[]> TeamsAsync(CancellationToken stop) => GetAsync("teams", PlatformJson.Default.NamedArray, stop);

    /// <summary>The app; null where there is none that the account may see.</summary>
    public async Task<App?> FindAppAsync(string app, CancellationToken stop)
    {
        try
        {
            return await GetAsync($"apps/{app}", PlatformJson.Default.App, stop);
        }
        catch (PlatformException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <param name="app">Its name.</param>
    /// <param name="region">us.</param>
    /// <param name="stack">For example heroku-24.</param>
    /// <param name="team">Null for a personal app.</param>
    /// <param name="stop">Ends it.</param>
    public Task<App> CreateAppAsync(string app, string region, string stack, string? team, CancellationToken stop)
    {
        var body = new JsonObject { ["name"] = app, ["region"] = region, ["stack"] = stack };
        if (team is not null)
        {
            body["team"] = team;
        }

        return SendAsync(HttpMethod.Post, team is null ? "apps" : "teams/apps", body, PlatformJson.Default.App, stop);
    }

    public Task<BuildpackInstallation[]> BuildpacksAsync(string app, CancellationToken stop) =>
        GetAsync($"apps/{app}/buildpack-installations", PlatformJson.Default.BuildpackInstallationArray, stop);

    public Task SetBuildpackAsync(string app, string buildpack, CancellationToken stop) =>
        SendAsync(HttpMethod.Put, $"apps/{app}/buildpack-installations", Updates(new JsonObject { ["buildpack"] = buildpack }), PlatformJson.Default.BuildpackInstallationArray, stop);

    public Task<Addon[]> AddonsAsync(string app, CancellationToken stop) => GetAsync($"apps/{app}/addons", PlatformJson.Default.AddonArray, stop);

    public Task<Addon> CreateAddonAsync(string app, string plan, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"apps/{app}/addons", new JsonObject { ["plan"] = plan }, PlatformJson.Default.Addon, stop);

    public Task<Addon> ChangePlanAsync(string app, string addon, string plan, CancellationToken stop) =>
        SendAsync(HttpMethod.Patch, $"apps/{app}/addons/{addon}", new JsonObject { ["plan"] = plan }, PlatformJson.Default.Addon, stop);

    /// <summary>The config vars with their values: never to be shown.</summary>
    public Task<Dictionary<string, string>> ConfigAsync(string app, CancellationToken stop) =>
        GetAsync($"apps/{app}/config-vars", PlatformJson.Default.DictionaryStringString, stop);

    /// <summary>Sets these and leaves the others; makes a release, which restarts the dynos.</summary>
    public Task SetConfigAsync(string app, IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        transport.SendAsync(HttpMethod.Patch, $"apps/{app}/config-vars", new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))), null, stop);

    public Task<Domain[]> DomainsAsync(string app, CancellationToken stop) => GetAsync($"apps/{app}/domains", PlatformJson.Default.DomainArray, stop);

    public Task<Domain> AddDomainAsync(string app, string hostname, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"apps/{app}/domains", new JsonObject { ["hostname"] = hostname, ["sni_endpoint"] = null }, PlatformJson.Default.Domain, stop);

    public Task<Formation[]> FormationAsync(string app, CancellationToken stop) => GetAsync($"apps/{app}/formation", PlatformJson.Default.FormationArray, stop);

    /// <param name="app">Its name.</param>
    /// <param name="quantity">Web dynos.</param>
    /// <param name="size">eco, basic, standard-1x, standard-2x; null leaves it.</param>
    /// <param name="stop">Ends it.</param>
    public Task<Formation[]> ScaleAsync(string app, int quantity, string? size, CancellationToken stop)
    {
        var update = new JsonObject { ["type"] = "web", ["quantity"] = quantity };
        if (size is not null)
        {
            update["size"] = size;
        }

        return SendAsync(HttpMethod.Patch, $"apps/{app}/formation", Updates(update), PlatformJson.Default.FormationArray, stop);
    }

    /// <summary>The newest releases, the newest first.</summary>
    public async Task<Release[]> ReleasesAsync(string app, CancellationToken stop) =>
        Parse(await transport.SendAsync(HttpMethod.Get, $"apps/{app}/releases", null, "version ..; order=desc,max=100", stop), PlatformJson.Default.ReleaseArray);

    public Task<Release> ReleaseAsync(string app, string release, CancellationToken stop) =>
        GetAsync($"apps/{app}/releases/{release}", PlatformJson.Default.Release, stop);

    /// <summary>
    /// A new release of earlier code with the config of now. The API's own rollback brings the config vars of then back
    /// as well: an old flag, a revoked client secret.
    /// </summary>
    public Task<Release> ReleaseSlugAsync(string app, string slug, string description, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"apps/{app}/releases", new JsonObject { ["slug"] = slug, ["description"] = description }, PlatformJson.Default.Release, stop);

    public Task<Slug> SlugAsync(string app, string slug, CancellationToken stop) => GetAsync($"apps/{app}/slugs/{slug}", PlatformJson.Default.Slug, stop);

    /// <summary>A place for a source archive.</summary>
    public async Task<SourceBlob> CreateSourceAsync(CancellationToken stop) =>
        (await SendAsync(HttpMethod.Post, "sources", null, PlatformJson.Default.Source, stop)).SourceBlob;

    /// <param name="app">Its name.</param>
    /// <param name="source">Where the archive is.</param>
    /// <param name="sha256">Of the archive, in hex.</param>
    /// <param name="version">The commit.</param>
    /// <param name="stop">Ends it.</param>
    public Task<Build> CreateBuildAsync(string app, SourceBlob source, string sha256, string version, CancellationToken stop)
    {
        var blob = new JsonObject { ["url"] = source.GetUrl.OriginalString, ["checksum"] = $"SHA256:{sha256}", ["version"] = version };
        return SendAsync(HttpMethod.Post, $"apps/{app}/builds", new JsonObject { ["source_blob"] = blob }, PlatformJson.Default.Build, stop);
    }

    /// <summary>The builds under way or done, as far as one answer goes.</summary>
    public Task<Build[]> BuildsAsync(string app, CancellationToken stop) => GetAsync($"apps/{app}/builds", PlatformJson.Default.BuildArray, stop);

    public Task<Build> BuildAsync(string app, string build, CancellationToken stop) => GetAsync($"apps/{app}/builds/{build}", PlatformJson.Default.Build, stop);

    private static JsonObject Updates(JsonObject update) => new() { ["updates"] = new JsonArray(update) };

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, type, stop);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonNode? body, JsonTypeInfo<T> type, CancellationToken stop) =>
        Parse(await transport.SendAsync(method, path, body, null, stop), type);

    private static T Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new PlatformException(0, "The platform's answer is not what its interface promises: check that HEROKU_API_URL is the Platform API.");
        }
    }
}
