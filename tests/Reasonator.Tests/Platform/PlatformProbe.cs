using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Asks a platform as a right client does, or with one thing wrong.</summary>
internal sealed class PlatformProbe : IDisposable
{
    public const string App = "/apps/raxx-rack-staging";

    public PlatformProbe(FakePlatform platform)
    {
        Client = new HttpClient { BaseAddress = platform.Address, Timeout = Eventually.Deadline };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", platform.Key);
        Client.DefaultRequestHeaders.Add("Accept", "application/vnd.heroku+json; version=3");
    }

    public HttpClient Client { get; }

    public async Task<(int Status, JsonNode Body)> SendAsync(string method, string path, string? json = null, string? range = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public Task<(int Status, JsonNode Body)> CreateAppAsync() =>
        SendAsync("POST", "/apps", """{"name":"raxx-rack-staging","region":"us","stack":"heroku-24"}""");

    public Task<(int Status, JsonNode Body)> InstallBuildpackAsync() =>
        SendAsync("PUT", $"{App}/buildpack-installations", """{"updates":[{"buildpack":"heroku/dotnet"}]}""");

    /// <summary>Builds and looks until it is done.</summary>
    public async Task<JsonNode> DeployAsync(string version = "0123456789abcdef", byte[]? archive = null, string? checksum = null)
    {
        archive ??= Archive("Reasonator.sln");
        var source = (await SendAsync("POST", "/sources")).Body["source_blob"]!;
        Assert.Equal(200, await PutAsync((string)source["put_url"]!, archive));
        var build = (await SendAsync("POST", $"{App}/builds", new JsonObject
        {
            ["source_blob"] = new JsonObject
            {
                ["url"] = (string)source["get_url"]!,
                ["checksum"] = checksum ?? $"SHA256:{Convert.ToHexStringLower(SHA256.HashData(archive))}",
                ["version"] = version,
            },
        }.ToJsonString())).Body;
        return await Eventually.SeesAsync(
            "the build ends",
            async () => (await SendAsync("GET", $"{App}/builds/{build["id"]}")).Body,
            seen => (string)seen["status"]! != "pending",
            TestContext.Current.CancellationToken);
    }

    public static async Task<int> PutAsync(string url, byte[] archive, MediaTypeHeaderValue? type = null)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = type;
        using var response = await client.PutAsync(new Uri(url), content);
        return (int)response.StatusCode;
    }

    public static byte[] Archive(params string[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest)))
        {
            foreach (var file in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream("web: run"u8.ToArray()) });
            }
        }

        return bytes.ToArray();
    }

    public void Dispose() => Client.Dispose();
}
