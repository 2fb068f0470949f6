using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>An app: what it is and what it runs.</summary>
internal sealed class FakeApp(string name, string? team, string stack, string host, DateTimeOffset created)
{
    private bool _hasChanged;

    public string Id { get; } = $"{Guid.NewGuid()}";

    public string Name { get; } = name;

    public string? Team { get; } = team;

    public string Stack { get; } = stack;

    public string Region { get; set; } = "us";

    /// <summary>The name alone does not tell it: there is a random part.</summary>
    public string DefaultHost { get; } = host;

    public Uri WebUrl { get; set; } = new($"https://{host}/");

    public DateTimeOffset Created { get; } = created;

    public List<string> Buildpacks { get; set; } = [];

    public Dictionary<string, string> ConfigVars { get; set; } = [];

    public List<FakeAddon> Addons { get; } = [];

    public List<FakeDomain> Domains { get; } = [];

    /// <summary>By type; empty before the first code.</summary>
    public Dictionary<string, FakeDynos> Formation { get; } = [];

    public List<FakeRelease> Releases { get; } = [];

    public List<FakeSlug> Slugs { get; } = [];

    public List<FakeBuild> Builds { get; } = [];

    /// <summary>The newest release that did not fail.</summary>
    public FakeRelease? Current => Releases.LastOrDefault(release => release.Status == "succeeded");

    /// <summary>The code that runs; null while there is none, or no web dyno.</summary>
    public FakeSlug? Running => Formation.GetValueOrDefault("web")?.Quantity > 0 ? Current?.Slug : null;

    public JsonObject Reference => new() { ["id"] = Id, ["name"] = Name };

    /// <summary>Without code there is no release phase: it has succeeded at once.</summary>
    public FakeRelease Release(FakePlatform platform, string description, FakeSlug? slug)
    {
        var release = new FakeRelease(this, description, slug, platform);
        Releases.Add(release);
        release.Look();
        return release;
    }

    /// <summary>What runs is started anew once the call is done.</summary>
    public void Changed() => _hasChanged = true;

    public bool TakeChange()
    {
        var has = _hasChanged;
        _hasChanged = false;
        return has;
    }

    public JsonNode Json() => new JsonObject
    {
        ["acm"] = true,
        ["build_stack"] = new JsonObject { ["name"] = Stack },
        ["created_at"] = Created,
        ["git_url"] = $"https://git.heroku.com/{Name}.git",
        ["id"] = Id,
        ["maintenance"] = false,
        ["name"] = Name,
        ["region"] = new JsonObject { ["id"] = $"region-{Region}", ["name"] = Region },
        ["released_at"] = Releases.LastOrDefault()?.Created,
        ["slug_size"] = Current?.Slug?.Size,
        ["stack"] = new JsonObject { ["name"] = Stack },
        ["team"] = Team is null ? null : new JsonObject { ["name"] = Team },
        ["updated_at"] = Releases.LastOrDefault()?.Created ?? Created,
        ["web_url"] = WebUrl.ToString(),
    };
}
