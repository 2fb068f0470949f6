using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reasonator.Mutants;

/// <summary>Other values for a literal.</summary>
internal static class Literals
{
    public static IEnumerable<TextChange> Of(LiteralExpressionSyntax literal) => (literal.Kind(), literal.Token.Value) switch
    {
        (SyntaxKind.TrueLiteralExpression, _) => [To(literal, "false")],
        (SyntaxKind.FalseLiteralExpression, _) => [To(literal, "true")],
        (_, int or uint or long or ulong) => [To(literal, $"({literal} + 1)"), To(literal, $"({literal} - 1)")],
        // One more would be out of all proportion for most fractions.
        (_, double number) => [To(literal, Text(number * 2)), To(literal, Text(number / 2))],
        // Prose is for people; what has no blank is for machines.
        (SyntaxKind.StringLiteralExpression, string { Length: > 0 } text) when !text.Trim().Contains(' ') => [To(literal, "\"\"")],
        _ => [],
    };

    private static TextChange To(LiteralExpressionSyntax literal, string code) => new(literal.Span, code);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture) + "d";
}
