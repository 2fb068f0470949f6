using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Reasonator.Tests.Vault;

/// <summary>The fake vault refuses what the real one refuses when it is written to.</summary>
public sealed class VaultWritingFakeTests : IAsyncLifetime
{
    private FakeVault _vault = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await FakeVault.StartAsync();
        _client = new HttpClient { BaseAddress = _vault.Address };
        _client.DefaultRequestHeaders.Add("CF-Access-Client-Id", _vault.AccessClientId);
        _client.DefaultRequestHeaders.Add("CF-Access-Client-Secret", _vault.AccessClientSecret);
        _client.DefaultRequestHeaders.Authorization = new("Bearer", _vault.OperatorToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _vault.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_before_its_folder_is_refused()
    {
        var answer = await WriteAsync("POST", "SENTRY_DSN", "prod");

        Assert.Equal((404, "Folder with path '/rack' in environment with slug 'prod' not found"), (answer.Status, Message(answer)));
    }

    [Theory]
    [InlineData("/api/v2/folders", "projectId")]
    [InlineData("/api/v1/folders", "workspaceId")]
    public async Task A_folder_is_created_once_and_returned_again(string path, string projectKey)
    {
        var body = new JsonObject { [projectKey] = _vault.Project.Id, ["environment"] = "prod", ["name"] = "rack", ["path"] = "/" };
        var first = await SendAsync("POST", path, body);
        var second = await SendAsync("POST", path, body);

        Assert.Equal((200, 200, "/rack"), (first.Status, second.Status, (string?)first.Body["folder"]!["path"]));
        Assert.Equal((string?)first.Body["folder"]!["id"], (string?)second.Body["folder"]!["id"]);
        Assert.Single((await SendAsync("GET", $"/api/v2/folders?projectId={_vault.Project.Id}&environment=prod&path=/")).Body["folders"]!.AsArray());
        Assert.Equal(200, (await WriteAsync("POST", "SENTRY_DSN", "prod")).Status);
    }

    [Fact]
    public async Task A_secret_is_created_once_read_changed_and_deleted()
    {
        Assert.Equal(200, (await WriteAsync("POST", "NAME", value: " one ")).Status);
        Assert.Equal((400, "Secret already exist"), await WriteAsync("POST", "NAME") is var again ? (again.Status, Message(again)) : default);
        Assert.Equal("one", _vault.Secrets["NAME"]);
        Assert.Equal(200, (await WriteAsync("PATCH", "NAME", value: "two")).Status);
        Assert.Equal("two", (string?)(await ReadAsync("NAME")).Body["secret"]!["secretValue"]);
        Assert.Equal(200, (await WriteAsync("DELETE", "NAME", value: null)).Status);
        Assert.Equal(404, (await ReadAsync("NAME")).Status);
        Assert.Equal(404, (await WriteAsync("PATCH", "NAME")).Status);
        Assert.Equal(404, (await WriteAsync("DELETE", "NAME", value: null)).Status);
    }

    [Theory]
    [InlineData("staging", "staging", 200)]
    [InlineData("staging", "prod", 403)]
    [InlineData("prod", "prod", 200)]
    public async Task A_dyno_reads_its_own_environment_only(string identity, string environment, int status)
    {
        await LogInAsync(identity);

        Assert.Equal(status, (await SendAsync("GET", $"/api/v4/secrets?projectId={_vault.Project.Id}&environment={environment}&secretPath=/rack")).Status);
    }

    [Fact]
    public async Task A_dyno_writes_nothing()
    {
        await LogInAsync("staging");
        var answer = await WriteAsync("POST", "NAME");

        Assert.Equal((403, "PermissionDenied"), (answer.Status, (string?)answer.Body["error"]));
        Assert.Equal(403, (await SendAsync("POST", "/api/v2/folders", new JsonObject
        {
            ["projectId"] = _vault.Project.Id,
            ["environment"] = "staging",
            ["name"] = "rack",
        })).Status);
    }

    [Fact]
    public async Task A_guarded_folder_asks_for_approval_and_changes_nothing()
    {
        _vault.Folder.NeedsApproval = true;
        var answer = await WriteAsync("POST", "NAME");

        Assert.Equal((200, true), (answer.Status, answer.Body["approval"] is not null));
        Assert.Empty(_vault.Secrets);
    }

    [Fact]
    public async Task Wrong_types_are_named()
    {
        var answer = await SendAsync("POST", "/api/v4/secrets/NAME", new JsonObject
        {
            ["projectId"] = _vault.Project.Id,
            ["environment"] = "staging",
            ["secretPath"] = "/rack",
            ["secretValue"] = 5,
        });

        Assert.Equal((422, "secretValue"), (answer.Status, (string?)answer.Body["message"]![0]!["path"]![0]));
    }

    [Fact]
    public async Task A_wrong_token_is_a_stranger()
    {
        _client.DefaultRequestHeaders.Authorization = new("Bearer", "nobody");

        Assert.Equal(401, (await WriteAsync("POST", "NAME")).Status);
    }

    private static string? Message((int Status, JsonNode Body) answer) => (string?)answer.Body["message"];

    private Task<(int Status, JsonNode Body)> WriteAsync(string method, string name, string environment = "staging", string? value = "value")
    {
        var body = new JsonObject { ["projectId"] = _vault.Project.Id, ["environment"] = environment, ["secretPath"] = "/rack", ["type"] = "shared" };
        if (value is not null)
        {
            body["secretValue"] = value;
        }

        return SendAsync(method, $"/api/v4/secrets/{name}", body);
    }

    private Task<(int Status, JsonNode Body)> ReadAsync(string name) =>
        SendAsync("GET", $"/api/v4/secrets/{name}?projectId={_vault.Project.Id}&environment=staging&secretPath=/rack");

    private async Task LogInAsync(string identity)
    {
        var answer = await SendAsync("POST", "/api/v1/auth/universal-auth/login", new JsonObject
        {
            ["clientId"] = _vault.Project.Identities[identity].ClientId,
            ["clientSecret"] = _vault.Project.Identities[identity].ClientSecret,
        });
        _client.DefaultRequestHeaders.Authorization = new("Bearer", (string?)answer.Body["accessToken"]);
    }

    private async Task<(int Status, JsonNode Body)> SendAsync(string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
