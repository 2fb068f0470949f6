using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>A build under way, or done.</summary>
internal sealed class FakeBuild(FakePlatform platform, FakeApp app, JsonObject source, FakeArchive? archive, string? failure)
{
    private readonly DateTimeOffset _created = platform.Time.GetUtcNow();
    private int _looks = platform.Pace.BuildLooks;
    private FakeSlug? _slug;
    private FakeRelease? _release;

    public string Id { get; } = $"{Guid.NewGuid()}";

    public string Signature { get; } = $"{Guid.NewGuid():N}";

    public string Status { get; private set; } = "pending";

    /// <summary>The log, a line each.</summary>
    public IEnumerable<string> Log { get; } = failure is null
        ? ["-----> Building on the Heroku-24 stack", "-----> Using buildpack: heroku/dotnet", "       Publish succeeded", "-----> Launching..."]
        : ["-----> Building on the Heroku-24 stack", $" !     {failure}", " !     Push failed"];

    /// <summary>Once looked at often enough it is done, and a good one released.</summary>
    public FakeBuild Look()
    {
        if (Status != "pending" || _looks-- > 0)
        {
            return this;
        }

        Status = failure is null ? "succeeded" : "failed";
        if (failure is null)
        {
            var version = (string?)source["version"];
            _slug = new FakeSlug(version, platform.Pace.SlugSize, archive!.ProcessTypes, platform.Time.GetUtcNow());
            app.Slugs.Add(_slug);
            _release = app.Release(platform, $"Deploy {(version is { Length: > 8 } ? version[..8] : version)}", _slug);
        }

        return this;
    }

    public JsonNode Json() => new JsonObject
    {
        ["app"] = app.Reference,
        ["buildpacks"] = new JsonArray([.. app.Buildpacks.Select(pack => new JsonObject { ["name"] = pack, ["url"] = pack })]),
        ["created_at"] = _created,
        ["id"] = Id,
        ["output_stream_url"] = $"{platform.Address}streams/{Id}?Signature={Signature}",
        ["release"] = _release is null ? null : new JsonObject { ["id"] = _release.Id },
        ["slug"] = _slug is null ? null : new JsonObject { ["id"] = _slug.Id },
        ["source_blob"] = source.DeepClone(),
        ["stack"] = app.Stack,
        ["status"] = Status,
        ["updated_at"] = _created,
        ["user"] = new JsonObject { ["email"] = platform.Account.Email, ["id"] = platform.Account.Id },
    };
}
