using System.Reflection;

namespace Reasonator.Hosting;

/// <summary>What this binary was built from.</summary>
internal static class BuildVersion
{
    private static readonly string Informational =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>For example 1.0.0.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>The commit, where the build knew it.</summary>
    public static string? Commit => Informational.Split('+') is [_, { Length: > 0 } commit] ? commit : null;
}
