using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Reasonator.Mutants;

/// <summary>A project of the solution, compiled here with the arguments that the build gives to the compiler.</summary>
internal sealed class Build
{
    private const string Switch = """
        internal static class MutantSwitch
        {
            private static readonly int Chosen = int.Parse(System.Environment.GetEnvironmentVariable("MUTANT") ?? "0");

            public static bool On(int id) => id == Chosen;
        }
        """;

    private readonly CSharpCompilation _compilation;
    private readonly IReadOnlyList<ResourceDescription> _resources;

    private Build(CSharpCompilation compilation, IReadOnlyList<ResourceDescription> resources)
    {
        _compilation = compilation;
        _resources = resources;
        Unchanged = Emit(compilation, out var errors) ?? throw new InvalidOperationException("The code as it is does not compile here: " + string.Join('\n', errors.Take(5)));
    }

    /// <summary>The assembly without any mutant.</summary>
    public byte[] Unchanged { get; }

    /// <summary>The assembly with other forms of files; null when that does not compile.</summary>
    public byte[]? With(IEnumerable<(SyntaxTree Was, SyntaxTree Becomes)> files, out IReadOnlyList<Diagnostic> errors) =>
        Emit(files.Aggregate(_compilation, (all, file) => all.ReplaceSyntaxTree(file.Was, file.Becomes)), out errors);

    /// <summary>The files that lie in a folder, or are one, of the repository; none that is generated.</summary>
    public IEnumerable<SyntaxTree> Files(string path) => _compilation.SyntaxTrees
        .Where(tree => tree.FilePath == path || tree.FilePath.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        .Where(tree => !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
        .OrderBy(tree => tree.FilePath, StringComparer.Ordinal);

    public static async Task<Build> OfAsync(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        // NonExistentFile: the target thinks itself out of date and tells the arguments; the compiler is not started.
        var (code, output) = await Command.RunAsync("dotnet", folder, TimeSpan.FromMinutes(2), [
            "msbuild", project, "-nologo", "-target:PrepareResources;Compile", "-property:ProvideCommandLineArgs=true", "-property:SkipCompilerExecution=true",
            "-property:BuildProjectReferences=false", "-property:NonExistentFile=none", "-getItem:CscCommandLineArgs"]);
        if (code != 0)
        {
            throw new InvalidOperationException($"msbuild told no compiler arguments of {project}: {output}");
        }

        using var told = JsonDocument.Parse(output);
        var args = told.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(a => a.GetProperty("Identity").GetString()!);
        return Of(CSharpCommandLineParser.Default.Parse(args, folder, sdkDirectory: null));
    }

    private static Build Of(CSharpCommandLineArguments args)
    {
        var options = args.ParseOptions.WithDocumentationMode(DocumentationMode.None);
        var compilation = CSharpCompilation.Create(
            args.CompilationName,
            [.. args.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), options, file.Path)), CSharpSyntaxTree.ParseText(Switch, options)],
            args.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            // A mutant may well deserve a warning.
            args.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions([]).WithConcurrentBuild(false));
        var loader = new Loader();
        var generators = args.AnalyzerReferences.SelectMany(reference => new AnalyzerFileReference(reference.FilePath, loader).GetGenerators(LanguageNames.CSharp));
        // What is generated is declarations of attributes and text of patterns: a mutant changes none of that, so once is enough.
        CSharpGeneratorDriver.Create(generators, parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        return new Build((CSharpCompilation)generated, args.ManifestResources);
    }

    private byte[]? Emit(CSharpCompilation compilation, out IReadOnlyList<Diagnostic> errors)
    {
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, manifestResources: _resources);
        errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        return result.Success ? assembly.ToArray() : null;
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
