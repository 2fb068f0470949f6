using System.Text.RegularExpressions;

namespace Reasonator.Tests.Observability;

/// <summary>
/// What a PromQL expression names: metrics with their matchers, and the labels that it groups by. It knows as much of the
/// language as the dashboard and the alerts speak, and refuses the rest rather than passing over a name.
/// </summary>
internal sealed partial class PromQl
{
    private static readonly HashSet<string> Functions =
    [
        "rate", "increase", "histogram_quantile", "absent", "sum", "max", "min", "avg", "count",
    ];

    private static readonly HashSet<string> Grouping = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly HashSet<string> Words = ["and", "or", "unless", "bool", "offset"];

    private readonly List<string> _tokens;
    private int _at;

    private PromQl(string expression)
    {
        _tokens = [.. Tokens(expression)];
        while (_at < _tokens.Count)
        {
            Read(_tokens[_at++]);
        }
    }

    public List<Selector> Selectors { get; } = [];

    public List<string> Labels { get; } = [];

    /// <exception cref="FormatException">It holds something that is not understood.</exception>
    public static PromQl Parse(string expression) => new(expression);

    private void Read(string token)
    {
        if (Grouping.Contains(token))
        {
            Labels.AddRange(List("(", ")"));
        }
        else if (Functions.Contains(token))
        {
            Expect(Peek() is "(" or "by" or "without", token);
        }
        else if (char.IsLetter(token[0]) || token[0] is '_' or ':')
        {
            Expect(Words.Contains(token) || Peek() is not "(", token);
            if (!Words.Contains(token))
            {
                Selectors.Add(new Selector(token, Peek() is "{" ? [.. Matchers()] : []));
            }
        }
        else
        {
            Expect(token is not ("{" or "}" or "," or "=" or "=~" or "!~") || (token is "," && Peek() is not null), token);
        }
    }

    private IEnumerable<Matcher> Matchers()
    {
        var parts = List("{", "}").ToList();
        for (var i = 0; i < parts.Count; i += 3)
        {
            Expect(i + 2 < parts.Count && parts[i + 1] is "=" or "=~" or "!=" or "!~" && parts[i + 2][0] == '"', parts[i]);
            yield return new Matcher(parts[i], parts[i + 1], parts[i + 2].Trim('"'));
        }
    }

    private IEnumerable<string> List(string opening, string closing)
    {
        Expect(_at < _tokens.Count && _tokens[_at++] == opening, opening);
        var end = _tokens.IndexOf(closing, _at);
        Expect(end >= 0, closing);
        var inside = _tokens[_at..end].Where(token => token != ",");
        _at = end + 1;
        return inside;
    }

    private string? Peek() => _at < _tokens.Count ? _tokens[_at] : null;

    private static IEnumerable<string> Tokens(string expression)
    {
        for (var at = 0; at < expression.Length;)
        {
            var token = Token().Match(expression, at);
            Expect(token.Success && token.Index == at, expression[at..]);
            at += token.Length;
            // How far a range reaches names nothing.
            if (!string.IsNullOrWhiteSpace(token.Value) && token.Value[0] != '[')
            {
                yield return token.Value;
            }
        }
    }

    private static void Expect(bool isSo, string at)
    {
        if (!isSo)
        {
            throw new FormatException($"Not understood at '{at}'.");
        }
    }

    [GeneratedRegex("""\G(\s+|"(?:[^"\\]|\\.)*"|\[(?:\d+[smhdw]|\$__rate_interval)\]|[a-zA-Z_:][\w:]*|\d[\w.]*|=~|!~|!=|==|>=|<=|[-+*/%^<>=(){},])""")]
    private static partial Regex Token();
}

internal sealed record Matcher(string Label, string Operator, string Value);

internal sealed record Selector(string Metric, IReadOnlyList<Matcher> Matchers);
