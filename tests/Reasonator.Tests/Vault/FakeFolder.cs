using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>The folder /rack of one environment.</summary>
internal sealed class FakeFolder(string projectId, string environment)
{
    private const string Mask = "<hidden-by-infisical>";

    public string ProjectId { get; } = projectId;

    public string Environment { get; } = environment;

    /// <summary>May be changed while the vault answers.</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    /// <summary>Folders imported, the top-most first.</summary>
    public List<Dictionary<string, string>> Imports { get; } = [];

    public HashSet<string> Masked { get; } = [];

    public bool IsMissing { get; set; }

    /// <summary>An approval policy guards the folder: a write becomes a request for one.</summary>
    public bool NeedsApproval { get; set; }

    /// <summary>A folder that is not there is an empty one.</summary>
    public RequestDelegate List(bool isMasked, bool withImports) => IsMissing
        ? Listing([], [])
        : Listing(Own(isMasked), withImports ? Imported() : []);

    public static RequestDelegate Listing(JsonArray secrets, JsonArray imports) =>
        FakeAnswers.Json(200, new JsonObject { ["secrets"] = secrets, ["imports"] = imports });

    public RequestDelegate One(string name, bool isMasked) => FakeAnswers.Json(
        200, new JsonObject { ["secret"] = Entry(name, Secrets[name], isMasked || Masked.Contains(name)) });

    public JsonObject Json() => new()
    {
        ["id"] = $"folder-{Environment}",
        ["name"] = "rack",
        ["version"] = 1,
        ["createdAt"] = "2026-01-01T00:00:00.000Z",
        ["updatedAt"] = "2026-01-01T00:00:00.000Z",
        ["envId"] = $"env-{Environment}",
        ["parentId"] = "folder-root",
        ["isReserved"] = false,
        ["description"] = null,
        ["lastSecretModified"] = null,
        ["path"] = "/rack",
    };

    private JsonArray Own(bool isMasked) =>
        [.. Secrets.Select(secret => Entry(secret.Key, secret.Value, isMasked || Masked.Contains(secret.Key)))];

    private JsonArray Imported() =>
    [
        .. Imports.Select((import, index) => new JsonObject
        {
            ["secretPath"] = $"/shared-{index}",
            ["environment"] = Environment,
            ["folderId"] = $"folder-{index}",
            ["secrets"] = new JsonArray([.. import.Select(secret => Entry(secret.Key, secret.Value, isMasked: false))]),
        }),
    ];

    private JsonObject Entry(string name, string value, bool isMasked) => new()
    {
        ["id"] = $"id-{name}",
        ["_id"] = $"id-{name}",
        ["workspace"] = ProjectId,
        ["environment"] = Environment,
        ["version"] = 1,
        ["type"] = "shared",
        ["secretKey"] = name,
        ["secretValue"] = isMasked ? Mask : value,
        ["secretValueHidden"] = isMasked,
        ["secretPath"] = "/rack",
        ["secretComment"] = "",
        ["secretReminderNote"] = null,
        ["skipMultilineEncoding"] = false,
        ["isRotatedSecret"] = false,
        ["tags"] = new JsonArray(),
        ["secretMetadata"] = new JsonArray(),
    };
}
