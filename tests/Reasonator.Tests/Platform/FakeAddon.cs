using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>A database of an app.</summary>
internal sealed class FakeAddon(FakeApp app, string configVar, int looks, DateTimeOffset created)
{
    private int _looks = looks;

    public string Id { get; } = $"{Guid.NewGuid()}";

    public string Name { get; } = $"postgresql-curved-{app.Addons.Count + 10000}";

    public required string Plan { get; set; }

    public string ConfigVar { get; } = configVar;

    public string State { get; private set; } = "provisioning";

    /// <summary>True when this look is the one that finds it ready.</summary>
    public bool Look()
    {
        if (State == "provisioned" || _looks-- > 0)
        {
            return false;
        }

        State = "provisioned";
        return true;
    }

    public JsonNode Json() => new JsonObject
    {
        ["addon_service"] = new JsonObject { ["id"] = "service-postgresql", ["name"] = "heroku-postgresql" },
        ["app"] = app.Reference,
        ["billing_entity"] = new JsonObject { ["id"] = app.Id, ["name"] = app.Name, ["type"] = "app" },
        ["config_vars"] = new JsonArray(State == "provisioned" ? [ConfigVar] : []),
        ["created_at"] = created,
        ["id"] = Id,
        ["name"] = Name,
        ["plan"] = new JsonObject { ["id"] = $"plan-{Plan}", ["name"] = Plan },
        ["provider_id"] = Id,
        ["state"] = State,
        ["updated_at"] = created,
        ["web_url"] = "https://addons-sso.heroku.com/apps/x/addons/y",
    };
}
