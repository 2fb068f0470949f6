using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Reasonator.Mutants;

/// <summary>One small change of one source file.</summary>
internal sealed record Mutant(string Group, SyntaxTree Tree, TextChange Change)
{
    public string File => Path.GetFileName(Tree.FilePath);

    public int Line => Tree.GetLineSpan(Change.Span).StartLinePosition.Line + 1;

    public string Was => OneLine(Tree.GetText().ToString(Change.Span));

    public string Becomes => OneLine(Change.NewText ?? "");

    public SyntaxTree Mutated() => Tree.WithChangedText(Tree.GetText().WithChanges(Change));

    public static IEnumerable<Mutant> Of(string group, SyntaxTree tree) => tree.GetRoot()
        .DescendantNodes(node => node is not Microsoft.CodeAnalysis.CSharp.Syntax.AttributeListSyntax)
        .SelectMany(Operators.Of)
        .Distinct()
        .Select(change => new Mutant(group, tree, change));

    private static string OneLine(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
