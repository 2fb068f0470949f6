using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>What every call must bring: the version it speaks, and a key that reaches so far.</summary>
internal static class PlatformGate
{
    private const string Accept = "application/vnd.heroku+json;version=3";

    public static void Check(FakePlatform platform, RecordedCall call)
    {
        if (call.Headers.GetValueOrDefault("Accept")?.Replace("; ", ";", StringComparison.Ordinal) != Accept)
        {
            throw new PlatformRefusal(406, "not_acceptable", "Set the `Accept: application/vnd.heroku+json; version=3` header and try again.");
        }

        var bearer = call.Headers.GetValueOrDefault("Authorization") ?? "";
        if (!bearer.StartsWith("Bearer ", StringComparison.Ordinal)
            || !platform.Keys.TryGetValue(bearer["Bearer ".Length..], out var key))
        {
            throw new PlatformRefusal(401, "unauthorized", "Invalid credentials provided.");
        }

        key.Check(call.Method, call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries));
    }
}
