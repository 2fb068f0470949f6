using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Reasonator.Tests.Vault;

/// <summary>Which part of the vault a call is for.</summary>
internal sealed class FakeRoutes(FakeProject project)
{
    private readonly FakeFolders _folders = new(project);
    private readonly FakeSecrets _secrets = new(project);

    public RequestDelegate Answer(HttpRequest request, RecordedCall call) => (call.Method, call.Path) switch
    {
        ("POST", "/api/v1/auth/universal-auth/login") => project.LogIn(call.Body),
        ("GET", "/api/v4/secrets" or "/api/v3/secrets/raw") => project.Stranger(request) ?? project.List(request),
        (_, "/api/status") => FakeAnswers.Json(200, new JsonObject { ["message"] = "Ok" }),
        _ => _folders.Answer(request, call) ?? _secrets.Answer(request, call)
            ?? FakeAnswers.Status(404, "NotFound", $"Route {call.Method}:{call.Path} not found"),
    };
}
