namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>Finds files of the repository, and of the data folder that may lie beside it.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    public static string VocabularyPath => InRepository("models/finbert-mini/vocab.txt");

    public static string InRepository(string path) => Path.Combine(Root, path);

    /// <summary>A path in the data folder beside the repository; skips the test when it is not there.</summary>
    public static string BesideRepository(string path)
    {
        var file = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", path));
        Assert.SkipUnless(File.Exists(file), $"{file} is not on this machine; vectors.jsonl checks parity without it.");
        return file;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reasonator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Reasonator.sln is above no folder of the tests.");
    }
}
