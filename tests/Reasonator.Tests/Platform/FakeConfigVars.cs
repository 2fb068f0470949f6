using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reasonator.Tests.Platform;

/// <summary>Config vars: a patch merges, null deletes, and every change is a release.</summary>
internal sealed class FakeConfigVars(FakePlatform platform)
{
    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["apps", var app, "config-vars"]) => All(platform.App(app)),
        ("PATCH", ["apps", var app, "config-vars"]) => Merge(platform.App(app), call.Parse()),
        _ => null,
    };

    private static PlatformReply All(FakeApp app) => PlatformReply.Of(new JsonObject(
        app.ConfigVars.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))));

    private PlatformReply Merge(FakeApp app, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            Check(app, name, value);
        }

        var removed = changes.Where(change => change.Value is null && app.ConfigVars.ContainsKey(change.Key))
            .Select(change => change.Key).ToList();
        var set = changes.Where(change => change.Value is not null && app.ConfigVars.GetValueOrDefault(change.Key) != (string?)change.Value)
            .Select(change => change.Key).ToList();
        if (removed.Count + set.Count > 0)
        {
            app.ConfigVars = new(app.ConfigVars.Where(pair => !removed.Contains(pair.Key)));
            set.ForEach(name => app.ConfigVars[name] = (string)changes[name]!);
            app.Release(platform, Describe(set, removed), app.Current?.Slug);
        }

        return All(app);
    }

    private static void Check(FakeApp app, string name, JsonNode? value)
    {
        if (!Regex.IsMatch(name, "^\\w+$"))
        {
            throw PlatformRefusal.Invalid($"Invalid config var name {name}.");
        }

        if (value is not null && value.GetValueKind() != JsonValueKind.String)
        {
            throw PlatformRefusal.Invalid($"Bad value for {name}: config vars must be strings.");
        }

        if (app.Addons.Any(addon => addon.ConfigVar == name))
        {
            throw PlatformRefusal.Invalid($"Cannot overwrite attachment values {name}.");
        }
    }

    private static string Describe(List<string> set, List<string> removed)
    {
        var (verb, names) = set.Count > 0 ? ("Set", set) : ("Remove", removed);
        return $"{verb} {string.Join(", ", names)} config vars";
    }
}
