using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reasonator.Mutants;

/// <summary>One small change of one source file.</summary>
/// <param name="Id">By which it is switched on in an assembly that has several.</param>
/// <param name="Group">Whose tests must notice.</param>
/// <param name="Tree">The file as it is.</param>
/// <param name="Whole">The expression or statement that can be chosen in its two forms.</param>
/// <param name="Change">What is changed of it.</param>
internal sealed record Mutant(int Id, string Group, SyntaxTree Tree, SyntaxNode Whole, TextChange Change)
{
    public string File => Path.GetFileName(Tree.FilePath);

    public int Line => Tree.GetLineSpan(Change.Span).StartLinePosition.Line + 1;

    public string Was => OneLine(Tree.GetText().ToString(Change.Span));

    public string Becomes => OneLine(Change.NewText ?? "");

    /// <summary>Both forms, and a switch.</summary>
    public TextChange Switched
    {
        get
        {
            var was = Whole.ToString();
            var at = Change.Span.Start - Whole.SpanStart;
            var becomes = was[..at] + Change.NewText + was[(at + Change.Span.Length)..];
            return new(Whole.Span, Whole is StatementSyntax
                ? $"if (global::MutantSwitch.On({Id})) {{ {becomes} }} else {{ {was} }}"
                : $"(global::MutantSwitch.On({Id}) ? ({becomes}) : ({was}))");
        }
    }

    public static IEnumerable<Mutant> Of(string group, IEnumerable<SyntaxTree> trees) => trees
        .SelectMany(tree => tree.GetRoot()
            .DescendantNodes(node => node is not AttributeListSyntax)
            .SelectMany(node => Operators.Of(node).Select(change => (Tree: tree, Whole: Switchable(node), Change: change)))
            .DistinctBy(found => found.Change))
        .Select((found, i) => new Mutant(i + 1, group, found.Tree, found.Whole, found.Change));

    private static SyntaxNode Switchable(SyntaxNode node)
    {
        var whole = node.AncestorsAndSelf().First(n => n is StatementSyntax or MemberDeclarationSyntax
            || (n is ExpressionSyntax && n is not { Parent: MemberAccessExpressionSyntax or InvocationExpressionSyntax { ArgumentList: not null } } or LiteralExpressionSyntax));
        return whole is { Parent: ExpressionStatementSyntax statement } ? statement : whole;
    }

    private static string OneLine(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
