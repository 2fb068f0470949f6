using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>An answer that is not a success, in the platform's form: an id and a message.</summary>
internal sealed class PlatformRefusal(int status, string id, string message, string? resource = null)
    : Exception(message)
{
    public PlatformReply Reply => new(status, new JsonObject
    {
        ["id"] = id,
        ["message"] = Message,
        ["resource"] = resource,
    });

    /// <param name="resource">In the schema's words: app, domain, release.</param>
    public static PlatformRefusal NotFound(string resource) =>
        new(404, "not_found", $"Couldn't find that {resource}.", resource);

    public static PlatformRefusal Invalid(string message) => new(422, "invalid_params", message);
}
