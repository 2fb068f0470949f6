using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reasonator.Mutants;

/// <summary>What may be changed about a piece of code. What does not compile is left out later.</summary>
internal static class Operators
{
    private static readonly Dictionary<SyntaxKind, string[]> Swaps = new()
    {
        [SyntaxKind.LessThanToken] = ["<=", ">="],
        [SyntaxKind.LessThanEqualsToken] = ["<", ">"],
        [SyntaxKind.GreaterThanToken] = [">=", "<="],
        [SyntaxKind.GreaterThanEqualsToken] = [">", "<"],
        [SyntaxKind.EqualsEqualsToken] = ["!="],
        [SyntaxKind.ExclamationEqualsToken] = ["=="],
        [SyntaxKind.PlusToken] = ["-"],
        [SyntaxKind.MinusToken] = ["+"],
        [SyntaxKind.AsteriskToken] = ["/"],
        [SyntaxKind.SlashToken] = ["*"],
        [SyntaxKind.PercentToken] = ["*"],
        [SyntaxKind.AmpersandToken] = ["|"],
        [SyntaxKind.BarToken] = ["&"],
        [SyntaxKind.GreaterThanGreaterThanToken] = ["<<"],
        [SyntaxKind.LessThanLessThanToken] = [">>"],
        [SyntaxKind.AmpersandAmpersandToken] = ["||"],
        [SyntaxKind.BarBarToken] = ["&&"],
        [SyntaxKind.PlusEqualsToken] = ["-=", "="],
        [SyntaxKind.MinusEqualsToken] = ["+=", "="],
        [SyntaxKind.BarEqualsToken] = ["&=", "="],
        [SyntaxKind.QuestionQuestionEqualsToken] = ["="],
        [SyntaxKind.PlusPlusToken] = ["--"],
        [SyntaxKind.MinusMinusToken] = ["++"],
    };

    public static IEnumerable<TextChange> Of(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => [To(either, either.Left), To(either, either.Right)],
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } both =>
            [.. Swapped(both.OperatorToken), To(both, both.Left), To(both, both.Right)],
        BinaryExpressionSyntax binary => Swapped(binary.OperatorToken),
        AssignmentExpressionSyntax assignment => Swapped(assignment.OperatorToken),
        PostfixUnaryExpressionSyntax postfix => Swapped(postfix.OperatorToken),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => [To(not, not.Operand)],
        PrefixUnaryExpressionSyntax prefix => Swapped(prefix.OperatorToken),
        RelationalPatternSyntax pattern => Swapped(pattern.OperatorToken),
        UnaryPatternSyntax not => [To(not, not.Pattern)],
        ConstantPatternSyntax { Parent: IsPatternExpressionSyntax } pattern => [To(pattern, $"not {pattern}")],
        LiteralExpressionSyntax literal => Literals.Of(literal),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Math" } } math => Extremes(math.Name),
        IfStatementSyntax branch => [To(branch.Condition, $"!({branch.Condition})"), .. Emptied(branch.Statement), .. Without(branch.Else)],
        ConditionalExpressionSyntax choice => [To(choice.Condition, $"!({choice.Condition})")],
        WhenClauseSyntax guard => [To(guard.Condition, $"!({guard.Condition})")],
        CatchFilterClauseSyntax filter => [To(filter.FilterExpression, $"!({filter.FilterExpression})")],
        ForEachStatementSyntax loop => Emptied(loop.Statement),
        WhileStatementSyntax loop => Emptied(loop.Statement),
        ForStatementSyntax loop => Emptied(loop.Statement),
        ExpressionStatementSyntax or ThrowStatementSyntax => [To(node, ";")],
        ReturnStatementSyntax { Expression: { } value } => Defaulted(value),
        ArrowExpressionClauseSyntax arrow => Defaulted(arrow.Expression),
        _ => [],
    };

    private static TextChange To(SyntaxNode node, object code) => new(node.Span, code.ToString()!);

    private static IEnumerable<TextChange> Swapped(SyntaxToken token) =>
        Swaps.GetValueOrDefault(token.Kind(), []).Select(other => new TextChange(token.Span, other));

    private static IEnumerable<TextChange> Extremes(SimpleNameSyntax name) => name.Identifier.Text switch
    {
        "Min" => [To(name, "Max")],
        "Max" => [To(name, "Min")],
        _ => [],
    };

    // A block of one simple statement is that statement's own removal.
    private static IEnumerable<TextChange> Emptied(StatementSyntax body) =>
        body is BlockSyntax { Statements: not [] and not [ExpressionStatementSyntax or ThrowStatementSyntax] } ? [To(body, "{ }")] : [];

    private static IEnumerable<TextChange> Without(ElseClauseSyntax? other) => other is null ? [] : [To(other, "")];

    private static IEnumerable<TextChange> Defaulted(ExpressionSyntax value) =>
        value.ToString() is "null" or "false" or "0" or "default" || value is ThrowExpressionSyntax ? [] : [To(value, "default!")];
}
