using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>
/// The vault's side of listings, as strict as the vault: v4, and v3 raw with its other name for the project.
/// </summary>
internal sealed class FakeFolder
{
    private const string Mask = "<hidden-by-infisical>";

    private static readonly string[] Flags =
        ["viewSecretValue", "expandSecretReferences", "recursive", "include_imports"];

    public string ProjectId { get; } = "project-77aa";

    public string Environment { get; set; } = "staging";

    /// <summary>May be changed while the vault answers.</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    /// <summary>Folders imported, the top-most first.</summary>
    public List<Dictionary<string, string>> Imports { get; } = [];

    public HashSet<string> Masked { get; } = [];

    public bool IsMissing { get; set; }

    public RequestDelegate List(HttpRequest request)
    {
        var query = request.Query;
        foreach (var flag in Flags)
        {
            if (query[flag].ToString() is not ("" or "true" or "false"))
            {
                return FakeAnswers.Invalid(flag);
            }
        }

        var project = query[request.Path.StartsWithSegments("/api/v4") ? "projectId" : "workspaceId"].ToString();
        if (project.Length == 0 || query["environment"].ToString().Length == 0)
        {
            return FakeAnswers.Status(400, "BadRequest", "Missing project id or environment");
        }

        if (project != ProjectId)
        {
            return FakeAnswers.Status(404, "NotFound", $"Project with ID '{project}' not found");
        }

        // A folder or an environment that is not there is an empty one.
        var isHere = !IsMissing && query["environment"] == Environment
            && query["secretPath"].ToString().TrimEnd('/') == "/rack";
        return !isHere
            ? Listing([], [])
            : Listing(Own(query["viewSecretValue"] == "false"), query["include_imports"] == "true" ? Imported() : []);
    }

    private static RequestDelegate Listing(JsonArray secrets, JsonArray imports) =>
        FakeAnswers.Json(200, new JsonObject { ["secrets"] = secrets, ["imports"] = imports });

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
