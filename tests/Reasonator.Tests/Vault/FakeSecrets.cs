using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>The vault's side of one secret, at <c>/api/v4/secrets/{name}</c>.</summary>
internal sealed class FakeSecrets(FakeProject project)
{
    private const string Route = "/api/v4/secrets/";

    /// <summary>Null when the call is for something else.</summary>
    public RequestDelegate? Answer(HttpRequest request, RecordedCall call)
    {
        if (!call.Path.StartsWith(Route, StringComparison.Ordinal))
        {
            return null;
        }

        var (name, body) = (call.Path[Route.Length..], new FakeBody(call.Body));
        var query = request.Query;
        return project.Stranger(request) ?? request.Method switch
        {
            "GET" => Find(request, query["projectId"].ToString(), query["environment"].ToString(), query["secretPath"].ToString(), "readValue", folder =>
                folder.Secrets.ContainsKey(name) ? folder.One(name, query["viewSecretValue"] == "false") : NotFound(name)),
            "POST" => Write(request, body, "create", ["secretValue"], folder => Create(folder, name, body)),
            "PATCH" => Write(request, body, "edit", [], folder => Update(folder, name, body)),
            "DELETE" => Write(request, body, "delete", [], folder => Delete(folder, name)),
            _ => null,
        };
    }

    private RequestDelegate Write(
        HttpRequest request, FakeBody body, string action, string[] required, Func<FakeFolder, RequestDelegate> change)
    {
        var objection = body.Objection(["projectId", "environment", .. required], "secretValue", "secretPath", "secretComment", "type");
        if (objection is not null || body["type"] is not (null or "shared" or "personal"))
        {
            return objection ?? FakeAnswers.Invalid("type");
        }

        return Find(request, body["projectId"]!, body["environment"]!, body["secretPath"] ?? "/", action, folder =>
            folder.NeedsApproval ? FakeAnswers.Json(200, new JsonObject { ["approval"] = Approval(folder) }) : change(folder));
    }

    private RequestDelegate Find(
        HttpRequest request, string id, string environment, string path, string action, Func<FakeFolder, RequestDelegate> answer)
    {
        if (id.Length == 0 || environment.Length == 0)
        {
            return FakeAnswers.Status(400, "BadRequest", "Missing project id or environment");
        }

        var objection = project.Objection(request.Headers.Authorization.ToString(), environment, action, "secrets") ?? project.Unknown(id);
        return objection ?? (project.Folders.TryGetValue(environment, out var folder) && !folder.IsMissing && path.TrimEnd('/') == "/rack"
            ? answer(folder)
            : FakeProject.NoFolder(path, environment));
    }

    private static RequestDelegate Create(FakeFolder folder, string name, FakeBody body) =>
        folder.Secrets.TryAdd(name, Trim(body["secretValue"]!))
            ? folder.One(name, isMasked: false)
            : FakeAnswers.Status(400, "BadRequest", "Secret already exist");

    private static RequestDelegate Update(FakeFolder folder, string name, FakeBody body)
    {
        if (!folder.Secrets.TryGetValue(name, out var old))
        {
            return NotFound(name);
        }

        folder.Secrets[name] = body["secretValue"] is { } value ? Trim(value) : old;
        return folder.One(name, isMasked: false);
    }

    private static RequestDelegate Delete(FakeFolder folder, string name)
    {
        if (!folder.Secrets.ContainsKey(name))
        {
            return NotFound(name);
        }

        var answer = folder.One(name, isMasked: false);
        folder.Secrets.TryRemove(name, out _);
        return answer;
    }

    // The vault trims values and keeps one line end.
    private static string Trim(string value) => value.Trim() + (value.EndsWith('\n') ? "\n" : "");

    private static JsonObject Approval(FakeFolder folder) => new()
    {
        ["id"] = "approval-1",
        ["status"] = "open",
        ["hasMerged"] = false,
        ["policyId"] = "policy-1",
        ["folderId"] = $"folder-{folder.Environment}",
    };

    private static RequestDelegate NotFound(string name) =>
        FakeAnswers.Status(404, "NotFound", $"Secret with name '{name}' not found");
}
