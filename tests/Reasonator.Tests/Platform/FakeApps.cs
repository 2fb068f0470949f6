using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reasonator.Tests.Platform;

/// <summary>The account, its teams and apps, and the buildpacks of these.</summary>
internal sealed class FakeApps(FakePlatform platform)
{
    private static readonly string[] Stacks = ["heroku-22", "heroku-24", "heroku-26"];

    private static readonly string[] Known = ["heroku/dotnet", "heroku/python", "heroku/nodejs", "heroku/ruby"];

    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["account"]) => PlatformReply.Of(Account()),
        ("GET", ["teams"]) => PlatformReply.List(platform.Account.Teams, Team),
        ("GET", ["apps"]) => PlatformReply.List(platform.Apps.Values, app => app.Json()),
        ("POST", ["apps"]) => Create(call.Body("name?:string", "region?:string", "stack?:string"), null),
        ("POST", ["teams", "apps"]) => CreateInTeam(call.Body("name?:string", "region?:string", "team?:string", "stack?:string")),
        ("GET", ["apps", var app]) => PlatformReply.Of(platform.App(app).Json()),
        ("DELETE", ["apps", var app]) => Destroy(platform.App(app)),
        ("GET", ["apps", var app, "buildpack-installations"]) => Buildpacks(platform.App(app)),
        ("PUT", ["apps", var app, "buildpack-installations"]) => Install(platform.App(app), call),
        _ => null,
    };

    private PlatformReply CreateInTeam(JsonObject body)
    {
        var team = (string?)body["team"] ?? throw PlatformRefusal.Invalid("Require params: team.");
        return platform.Account.Teams.Contains(team) ? Create(body, team) : throw PlatformRefusal.NotFound("team");
    }

    private PlatformReply Create(JsonObject body, string? team)
    {
        var name = (string?)body["name"] ?? $"quiet-river-{platform.Apps.Count:D5}";
        if (!Regex.IsMatch(name, "^[a-z][a-z0-9-]{1,28}[a-z0-9]$"))
        {
            throw PlatformRefusal.Invalid(
                "Name must start with a letter, end with a letter or digit and can only contain lowercase letters, digits, and dashes.");
        }

        if (platform.Apps.ContainsKey(name) || platform.Account.TakenNames.Contains(name))
        {
            throw PlatformRefusal.Invalid($"Name {name} is already taken");
        }

        var (region, stack) = ((string?)body["region"] ?? "us", (string?)body["stack"] ?? "heroku-24");
        if (region is not ("us" or "eu") || !Stacks.Contains(stack))
        {
            throw PlatformRefusal.NotFound(Stacks.Contains(stack) ? "region" : "stack");
        }

        var host = $"{name}-{Guid.NewGuid().ToString("N")[..12]}.herokuapp.com";
        var app = new FakeApp(name, team, stack, host, platform.Time.GetUtcNow()) { Region = region };
        app.Release(platform, "Initial release", slug: null);
        app.Release(platform, "Enable Logplex", slug: null);
        platform.Apps[name] = app;
        return new PlatformReply(201, app.Json());
    }

    private PlatformReply Destroy(FakeApp app)
    {
        platform.Destroyed = true;
        return PlatformReply.Of(app.Json());
    }

    private static PlatformReply Install(FakeApp app, PlatformCall call)
    {
        var packs = PlatformCall.Items(call.Body("updates:array"), "updates", "buildpack:string")
            .Select(update => (string)update["buildpack"]!).ToList();
        if (packs.FirstOrDefault(pack => !Known.Contains(pack) && !pack.StartsWith("https://", StringComparison.Ordinal)) is { } unknown)
        {
            throw PlatformRefusal.Invalid($"Couldn't find the buildpack {unknown}.");
        }

        app.Buildpacks = packs;
        return Buildpacks(app);
    }

    private static PlatformReply Buildpacks(FakeApp app) =>
        PlatformReply.List(app.Buildpacks.Index(), pack => new JsonObject
        {
            ["ordinal"] = pack.Index,
            ["buildpack"] = new JsonObject
            {
                ["name"] = pack.Item,
                ["url"] = Known.Contains(pack.Item) ? $"urn:buildpack:{pack.Item}" : pack.Item,
            },
        });

    private JsonObject Account() => new()
    {
        ["id"] = platform.Account.Id,
        ["email"] = platform.Account.Email,
        ["name"] = "An Operator",
        ["verified"] = platform.Account.IsVerified,
        ["suspended_at"] = null,
        ["delinquent_at"] = null,
        ["two_factor_authentication"] = true,
    };

    private static JsonObject Team(string name) => new()
    {
        ["id"] = $"team-{name}",
        ["name"] = name,
        ["role"] = "member",
        ["type"] = "team",
        ["default"] = false,
    };
}
