using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Databases: ordered, ready some looks later, and moved between the Essential plans.</summary>
internal sealed class FakeAddons(FakePlatform platform)
{
    private const string Service = "heroku-postgresql:";

    private static readonly string[] Essential = [$"{Service}essential-0", $"{Service}essential-1", $"{Service}essential-2"];

    private static readonly string[] Plans = [.. Essential, $"{Service}standard-0", $"{Service}standard-2", $"{Service}premium-0"];

    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["apps", var app, "addons"]) => PlatformReply.List(Looked(platform.App(app)), addon => addon.Json()),
        ("POST", ["apps", var app, "addons"]) => Order(platform.App(app), call.Body(
            "plan:string", "name?:string", "confirm?:string", "attachment?:object", "config?:object")),
        ("GET", ["apps", var app, "addons", var id]) => PlatformReply.Of(Find(Looked(platform.App(app)), id).Json()),
        ("PATCH", ["apps", var app, "addons", var id]) => Move(Find(platform.App(app).Addons, id), call.Body("plan:string", "name?:string")),
        _ => null,
    };

    private List<FakeAddon> Looked(FakeApp app)
    {
        foreach (var addon in app.Addons.Where(addon => addon.Look()))
        {
            app.ConfigVars = new(app.ConfigVars)
            {
                [addon.ConfigVar] = $"postgres://u{addon.Id[..8]}:p{Guid.NewGuid():N}@{platform.DatabaseHost}/d{addon.Id[..8]}",
            };
            app.Release(platform, $"Attach {addon.ConfigVar[..^4]} (@ref:{addon.Name})", app.Current?.Slug);
        }

        return app.Addons;
    }

    private PlatformReply Order(FakeApp app, JsonObject body)
    {
        var plan = Plan(body);
        platform.Account.RequireCard();
        var configVar = app.Addons.Count == 0 ? "DATABASE_URL" : $"HEROKU_POSTGRESQL_COLOR{app.Addons.Count}_URL";
        var addon = new FakeAddon(app, configVar, platform.Pace.AddonLooks, platform.Time.GetUtcNow()) { Plan = plan };
        app.Addons.Add(addon);
        return new PlatformReply(201, addon.Json());
    }

    private static PlatformReply Move(FakeAddon addon, JsonObject body)
    {
        var plan = Plan(body);
        if (!Essential.Contains(plan) || !Essential.Contains(addon.Plan))
        {
            throw PlatformRefusal.Invalid($"You can't change {addon.Name} from {addon.Plan} to {plan}: only the Essential plans are changed in place.");
        }

        addon.Plan = plan;
        return PlatformReply.Of(addon.Json());
    }

    private static FakeAddon Find(List<FakeAddon> addons, string id) =>
        addons.FirstOrDefault(addon => addon.Id == id || addon.Name == id) ?? throw PlatformRefusal.NotFound("add-on");

    private static string Plan(JsonObject body)
    {
        var plan = (string)body["plan"]!;
        plan = plan == Service.TrimEnd(':') ? Essential[0] : plan;
        return plan switch
        {
            $"{Service}mini" or $"{Service}basic" or $"{Service}hobby-dev" => throw PlatformRefusal.Invalid(
                $"The {plan[Service.Length..]} plan has reached end-of-life. You can try again with a valid plan."),
            _ when !Plans.Contains(plan) => throw new PlatformRefusal(
                404, "not_found", $"Couldn't find either the add-on service or the add-on plan of \"{plan}\".", "plan"),
            _ => plan,
        };
    }
}
