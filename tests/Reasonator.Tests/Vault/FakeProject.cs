using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>Environments with their folders, and who may do what in them.</summary>
internal sealed class FakeProject(TimeProvider time)
{
    private static readonly string[] Flags =
        ["viewSecretValue", "expandSecretReferences", "recursive", "include_imports"];

    public string Id { get; } = "project-77aa";

    public string OperatorToken { get; set; } = "operator.access.token-2b9d";

    public Dictionary<string, FakeFolder> Folders { get; } = new()
    {
        ["staging"] = new("project-77aa", "staging"),
        ["prod"] = new("project-77aa", "prod") { IsMissing = true },
        ["dev"] = new("project-77aa", "dev") { IsMissing = true },
    };

    /// <summary>Machine identities, each of which reads its own environment and writes nothing.</summary>
    public Dictionary<string, FakeIdentity> Identities { get; } = new()
    {
        ["staging"] = new(time, "staging"),
        ["prod"] = new(time, "prod") { ClientId = "identity-9d10", ClientSecret = "client-secret-c7f3", TokenPrefix = "eyJhbGciOp." },
        ["dev"] = new(time, "dev") { ClientId = "identity-55ab", ClientSecret = "client-secret-0e6a", TokenPrefix = "eyJhbGciOd." },
    };

    public RequestDelegate LogIn(string body)
    {
        var clientId = JsonDocument.Parse(body).RootElement.GetProperty("clientId").GetString();
        return (Identities.Values.FirstOrDefault(identity => identity.ClientId == clientId) ?? Identities["staging"]).LogIn(body);
    }

    /// <summary>Null when the token is somebody's, which is asked before anything else.</summary>
    public RequestDelegate? Stranger(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization == $"Bearer {OperatorToken}" ? null : Owner(authorization).Objection(authorization);
    }

    /// <summary>Null when the token may do it.</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="environment">Where.</param>
    /// <param name="action">In the vault's words: readValue, create, edit, delete.</param>
    /// <param name="subject">secrets or secret-folders.</param>
    public RequestDelegate? Objection(string authorization, string environment, string action, string subject)
    {
        var isAllowed = authorization == $"Bearer {OperatorToken}"
            || (action == "readValue" && Owner(authorization).Environment == environment);
        return isAllowed ? null : FakeAnswers.Denied(action, subject);
    }

    /// <summary>v4, and v3 raw with its other name for the project.</summary>
    public RequestDelegate List(HttpRequest request)
    {
        var query = request.Query;
        var environment = query["environment"].ToString();
        if (Flags.FirstOrDefault(flag => query[flag].ToString() is not ("" or "true" or "false")) is { } wrong)
        {
            return FakeAnswers.Invalid(wrong);
        }

        var project = query[request.Path.StartsWithSegments("/api/v4") ? "projectId" : "workspaceId"].ToString();
        if (project.Length == 0 || environment.Length == 0)
        {
            return FakeAnswers.Status(400, "BadRequest", "Missing project id or environment");
        }

        var objection = Objection(request.Headers.Authorization.ToString(), environment, "readValue", "secrets")
            ?? Unknown(project);
        if (objection is not null)
        {
            return objection;
        }

        // An environment or a folder that is not there is an empty one.
        return Folders.TryGetValue(environment, out var folder) && query["secretPath"].ToString().TrimEnd('/') == "/rack"
            ? folder.List(query["viewSecretValue"] == "false", query["include_imports"] == "true")
            : FakeFolder.Listing([], []);
    }

    /// <summary>Null when this is the project.</summary>
    public RequestDelegate? Unknown(string project) => project == Id
        ? null
        : FakeAnswers.Status(404, "NotFound", $"Project with ID '{project}' not found");

    public static RequestDelegate NoFolder(string path, string environment) => FakeAnswers.Status(
        404, "NotFound", $"Folder with path '{path}' in environment with slug '{environment}' not found");

    private FakeIdentity Owner(string authorization) =>
        Identities.Values.FirstOrDefault(identity => identity.Knows(authorization)) ?? Identities["staging"];
}
