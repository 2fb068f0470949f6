using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Process types, their sizes and numbers; there are none before the first code.</summary>
internal sealed class FakeFormation(FakePlatform platform)
{
    private static readonly string[] Sizes =
        ["Eco", "Basic", "Standard-1X", "Standard-2X", "Performance-M", "Performance-L", "Performance-L-RAM", "Performance-XL", "Performance-2XL"];

    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["apps", var app, "formation"]) => All(platform.App(app), _ => true),
        ("PATCH", ["apps", var app, "formation"]) => Change(platform.App(app), call),
        ("DELETE", ["apps", var app, "dynos"]) => Restart(platform.App(app)),
        _ => null,
    };

    /// <summary>What the first code of an app gives each of its process types: one web dyno of the account's default size.</summary>
    public static void Extend(FakePlatform platform, FakeApp app, FakeSlug? slug)
    {
        var now = platform.Time.GetUtcNow();
        foreach (var (type, command) in slug?.ProcessTypes ?? new Dictionary<string, string>())
        {
            var size = app.Team is null && platform.Account.HasEcoSubscription ? "Eco" : "Basic";
            app.Formation.TryAdd(type, new FakeDynos
            {
                Type = type,
                Command = command,
                Size = size,
                Quantity = type == "web" ? 1 : 0,
                Created = now,
                Updated = now,
            });
            app.Formation[type].Command = command;
        }
    }

    private PlatformReply Change(FakeApp app, PlatformCall call)
    {
        var updates = PlatformCall.Items(call.Body("updates:array"), "updates", "type:string", "quantity?:number", "size?:string");
        foreach (var update in updates)
        {
            Check(app, update);
        }

        foreach (var update in updates)
        {
            var dynos = app.Formation[(string)update["type"]!];
            var (quantity, size) = ((int?)update["quantity"] ?? dynos.Quantity, Size(update) ?? dynos.Size);
            if ((quantity, size) != (dynos.Quantity, dynos.Size))
            {
                (dynos.Quantity, dynos.Size, dynos.Updated) = (quantity, size, platform.Time.GetUtcNow());
                app.Changed();
            }
        }

        return All(app, dynos => updates.Any(update => (string)update["type"]! == dynos.Type));
    }

    private void Check(FakeApp app, JsonObject update)
    {
        var type = (string)update["type"]!;
        if (!app.Formation.TryGetValue(type, out var dynos))
        {
            throw new PlatformRefusal(404, "not_found", $"Couldn't find that process type ({type}).", "formation");
        }

        var quantity = (double?)update["quantity"] ?? dynos.Quantity;
        if (quantity < 0 || quantity % 1 != 0)
        {
            throw PlatformRefusal.Invalid("Quantity must be a whole number that is not negative.");
        }

        var size = Size(update) ?? dynos.Size;
        if (size == "Eco" && app.Team is not null)
        {
            throw PlatformRefusal.Invalid("Eco dynos, which are available for personal apps, are not available to Teams.");
        }

        if (size == "Eco" && !platform.Account.HasEcoSubscription)
        {
            throw PlatformRefusal.Invalid("Subscribe to the Eco dynos plan to use Eco dynos.");
        }

        if (size is "Eco" or "Basic" && quantity > 1)
        {
            throw PlatformRefusal.Invalid($"Cannot update to more than 1 {size} size dynos per process type.");
        }
    }

    private static string? Size(JsonObject update) => (string?)update["size"] is not { } asked ? null
        : Sizes.FirstOrDefault(size => size.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? throw PlatformRefusal.Invalid($"No such size as {asked}. Available dyno sizes are {string.Join(", ", Sizes)}.");

    private static PlatformReply Restart(FakeApp app)
    {
        app.Changed();
        return new PlatformReply(202, new JsonObject());
    }

    private static PlatformReply All(FakeApp app, Func<FakeDynos, bool> isAsked) =>
        PlatformReply.List(app.Formation.Values.Where(isAsked), dynos => new JsonObject
        {
            ["app"] = app.Reference,
            ["command"] = dynos.Command,
            ["created_at"] = dynos.Created,
            ["id"] = dynos.Id,
            ["quantity"] = dynos.Quantity,
            ["size"] = dynos.Size,
            ["type"] = dynos.Type,
            ["updated_at"] = dynos.Updated,
        });
}
