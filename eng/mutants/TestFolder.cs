using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Reasonator.Mutants;

/// <summary>A copy of a test project's output, in which the assembly under test is exchanged.</summary>
internal sealed partial class TestFolder
{
    private readonly string _path;
    private readonly string _tests;
    private byte[]? _assembly;

    public TestFolder(string built, string path)
    {
        (_path, _tests) = (path, Path.Combine(path, new DirectoryInfo(built).Parent!.Name));
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(path, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Put(string name, byte[] assembly)
    {
        if (_assembly != assembly)
        {
            File.WriteAllBytes(Path.Combine(_path, name), assembly);
            _assembly = assembly;
        }
    }

    /// <summary>Runs classes of tests until one fails.</summary>
    public async Task<TestRun> RunAsync(IEnumerable<string> classes, TimeSpan limit, int mutant = 0)
    {
        var watch = Stopwatch.StartNew();
        var (code, output) = await Command.RunAsync(_tests, _path, limit, ["-noLogo", "-noColor", "-stopOnFail", .. classes.SelectMany(name => (string[])["-class", name])], mutant);
        var failed = Failed().Match(output) is { Success: true } first ? first.Groups[1].Value : code is null ? "(time limit)" : "(died)";
        return new TestRun(code, Total().Match(output) is { Success: true } total ? int.Parse(total.Groups[1].ValueSpan) : 0, failed, watch.Elapsed);
    }

    [GeneratedRegex(@"^\s+(\S[^\n]*) \[FAIL\]", RegexOptions.Multiline)]
    private static partial Regex Failed();

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex Total();
}
