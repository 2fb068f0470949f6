using System.Globalization;
using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Releases, and the slugs they run.</summary>
internal sealed class FakeReleases(FakePlatform platform)
{
    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["apps", var app, "releases"]) => FakeRange.Of(
            call.Range, "version", platform.App(app).Releases, release => release.Version, release => release.Look().Json()),
        ("GET", ["apps", var app, "releases", var id]) => PlatformReply.Of(Find(platform.App(app), id).Look().Json()),
        ("POST", ["apps", var app, "releases"]) => Create(platform.App(app), call.Body("release?:string", "slug?:string", "description?:string")),
        ("GET", ["apps", var app, "slugs", var id]) => PlatformReply.Of(Json(Slug(platform.App(app), id))),
        _ => null,
    };

    private PlatformReply Create(FakeApp app, JsonObject body)
    {
        var release = ((string?)body["release"], (string?)body["slug"]) switch
        {
            ({ } id, null) => RollBack(app, app.Releases.FirstOrDefault(release => release.Id == id) ?? throw PlatformRefusal.NotFound("release")),
            (null, { } slug) => app.Release(platform, (string?)body["description"] ?? "Deploy", Slug(app, slug)),
            _ => throw PlatformRefusal.Invalid("Require params: slug."),
        };
        return new PlatformReply(201, release.Json());
    }

    // "Rollback affects code and config vars; it doesn't add or remove addons" (the platform's own command line says so).
    private FakeRelease RollBack(FakeApp app, FakeRelease old)
    {
        if (old.Slug is null || old.Status == "failed")
        {
            throw PlatformRefusal.Invalid($"Cannot roll back to v{old.Version}: it {(old.Slug is null ? "has no code" : "failed")}.");
        }

        app.ConfigVars = new(old.ConfigVars.Concat(app.ConfigVars.Where(pair =>
            !old.ConfigVars.ContainsKey(pair.Key) && app.Addons.Any(addon => addon.ConfigVar == pair.Key))));
        return app.Release(platform, $"Rollback to v{old.Version}", old.Slug);
    }

    private static FakeRelease Find(FakeApp app, string id) =>
        app.Releases.FirstOrDefault(release => release.Id == id || release.Version.ToString(CultureInfo.InvariantCulture) == id)
        ?? throw PlatformRefusal.NotFound("release");

    private static FakeSlug Slug(FakeApp app, string id) =>
        app.Slugs.FirstOrDefault(slug => slug.Id == id) ?? throw PlatformRefusal.NotFound("slug");

    private static JsonObject Json(FakeSlug slug) => new JsonObject
    {
        ["blob"] = new JsonObject { ["method"] = "GET", ["url"] = "https://storage.example.com/slug" },
        ["buildpack_provided_description"] = ".NET",
        ["checksum"] = $"SHA256:{new string('0', 64)}",
        ["commit"] = slug.Commit,
        ["commit_description"] = null,
        ["created_at"] = slug.Created,
        ["id"] = slug.Id,
        ["process_types"] = new JsonObject(slug.ProcessTypes.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)type.Value))),
        ["size"] = slug.Size,
        ["stack"] = new JsonObject { ["name"] = "heroku-24" },
        ["updated_at"] = slug.Created,
    };
}
