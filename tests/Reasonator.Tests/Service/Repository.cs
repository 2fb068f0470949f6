namespace Reasonator.Tests.Service;

/// <summary>Where the repository and the shared test data lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Model => Path.Combine(Root, "models", "finbert-mini");

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new DirectoryNotFoundException("Reasonator.sln is in no folder above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "Reasonator.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
