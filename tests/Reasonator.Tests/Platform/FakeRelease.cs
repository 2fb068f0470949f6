using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Code with config vars, both as they were then.</summary>
internal sealed class FakeRelease
{
    private readonly FakeApp _app;
    private readonly FakePlatform _platform;
    private readonly bool _fails;
    private int _looks;

    public FakeRelease(FakeApp app, string description, FakeSlug? slug, FakePlatform platform)
    {
        (_app, _platform, Description, Slug) = (app, platform, description, slug);
        Version = app.Releases.Count + 1;
        Created = platform.Time.GetUtcNow();
        ConfigVars = app.ConfigVars;
        if (slug is not null)
        {
            (_looks, _fails, platform.Pace.FailRelease) = (platform.Pace.ReleaseLooks, platform.Pace.FailRelease, false);
        }
    }

    public string Id { get; } = $"{Guid.NewGuid()}";

    public int Version { get; }

    public string Status { get; private set; } = "pending";

    public string Description { get; }

    public FakeSlug? Slug { get; }

    public DateTimeOffset Created { get; }

    public Dictionary<string, string> ConfigVars { get; }

    /// <summary>Once looked at often enough it is what the app runs, unless its release phase fails.</summary>
    public FakeRelease Look()
    {
        if (Status == "pending" && _looks-- <= 0)
        {
            Status = _fails ? "failed" : "succeeded";
            if (!_fails)
            {
                FakeFormation.Extend(_platform, _app, Slug);
                _app.Changed();
            }
        }

        return this;
    }

    public JsonNode Json() => new JsonObject
    {
        ["addon_plan_names"] = new JsonArray([.. _app.Addons.Select(addon => (JsonNode)addon.Plan)]),
        ["app"] = _app.Reference,
        ["created_at"] = Created,
        ["current"] = _app.Current == this,
        ["description"] = Description,
        ["id"] = Id,
        ["output_stream_url"] = null,
        ["slug"] = Slug is null ? null : new JsonObject { ["id"] = Slug.Id },
        ["status"] = Status,
        ["updated_at"] = Created,
        ["user"] = new JsonObject { ["email"] = _platform.Account.Email, ["id"] = _platform.Account.Id },
        ["version"] = Version,
    };
}
