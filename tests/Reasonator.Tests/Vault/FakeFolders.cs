using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>The vault's side of folders: v2, and v1 with its other name for the project. Creating one that is there returns it.</summary>
internal sealed class FakeFolders(FakeProject project)
{
    /// <summary>Null when the call is for something else.</summary>
    public RequestDelegate? Answer(HttpRequest request, RecordedCall call)
    {
        var projectKey = call.Path switch { "/api/v2/folders" => "projectId", "/api/v1/folders" => "workspaceId", _ => "" };
        return (request.Method, projectKey) switch
        {
            (_, "") => null,
            ("GET", _) => project.Stranger(request) ?? List(request, projectKey),
            ("POST", _) => project.Stranger(request) ?? Create(request, new FakeBody(call.Body), projectKey),
            _ => null,
        };
    }

    private RequestDelegate List(HttpRequest request, string projectKey)
    {
        var (given, environment) = (request.Query[projectKey].ToString(), request.Query["environment"].ToString());
        if (given.Length == 0 || environment.Length == 0)
        {
            return FakeAnswers.Invalid(given.Length == 0 ? projectKey : "environment");
        }

        var isAtRoot = request.Query["path"].ToString() is "" or "/";
        return project.Objection(Authorization(request), environment, "readValue", "secret-folders")
            ?? project.Unknown(given)
            ?? FakeAnswers.Json(200, new JsonObject
            {
                ["folders"] = new JsonArray(project.Folders.TryGetValue(environment, out var folder) && !folder.IsMissing && isAtRoot
                    ? [folder.Json()]
                    : []),
            });
    }

    private RequestDelegate Create(HttpRequest request, FakeBody body, string projectKey)
    {
        var objection = body.Objection([projectKey, "environment", "name"], "path", "description");
        return objection
            ?? project.Objection(Authorization(request), body["environment"]!, "create", "secret-folders")
            ?? project.Unknown(body[projectKey]!)
            ?? Create(body["environment"]!, body["path"] ?? "/", body["name"]!);
    }

    private RequestDelegate Create(string environment, string path, string name)
    {
        if (!project.Folders.TryGetValue(environment, out var folder))
        {
            return FakeAnswers.Status(404, "NotFound", $"Environment with slug '{environment}' not found");
        }

        // The real one makes any folder; here another one is a mistake.
        if (path != "/" || name != "rack")
        {
            return FakeAnswers.Invalid("name");
        }

        folder.IsMissing = false;
        return FakeAnswers.Json(200, new JsonObject { ["folder"] = folder.Json() });
    }

    private static string Authorization(HttpRequest request) => request.Headers.Authorization.ToString();
}
