using System.Text.Json;

namespace Reasonator.Modeling;

/// <summary>A setting of a checkpoint, and what of it can be built.</summary>
/// <param name="Path">Its name; of a nested one the names with points between them.</param>
/// <param name="Wanted">What can be built, for the message.</param>
/// <param name="Allows">True for a value that can be built. Not called where the setting is absent or null.</param>
/// <param name="Required">True where absent or null does not mean the same as what can be built.</param>
internal sealed record Setting(string Path, string Wanted, Func<JsonElement, bool> Allows, bool Required = false)
{
    private const int LongestShown = 60;

    /// <summary>Returns what is wrong with the setting in a file, without a subject; null where nothing is.</summary>
    public string? FaultOf(JsonElement file) => Find(file, Path) switch
    {
        null => Required ? $"has no {Path}; only {Wanted} can be built" : null,
        { } value => Allows(value) ? null : $"has the {Path} {Shown(value)}; only {Wanted} can be built",
    };

    /// <summary>Returns the value at a path; null where it is absent or null.</summary>
    public static JsonElement? Find(JsonElement file, string path)
    {
        var value = file;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var inner))
            {
                return null;
            }

            value = inner;
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>Returns the beginning of a value as it is written.</summary>
    public static string Shown(JsonElement value) => value.GetRawText() is { Length: > LongestShown } text ? text[..LongestShown] + "…" : value.GetRawText();
}
