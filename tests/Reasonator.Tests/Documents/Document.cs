using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Documents;

/// <summary>A page of docs/, as its reader takes it apart: code, words in code, tables, headings, links.</summary>
internal sealed partial class Document(string path)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(Repository.Root, path));

    public string Folder => Path.GetDirectoryName(Path.Combine(Repository.Root, path))!;

    public string Text => string.Join('\n', _lines);

    /// <summary>The lines of the code blocks, four spaces taken off.</summary>
    public IEnumerable<string> Code => _lines.Where(IsCode).Select(line => line[4..]);

    /// <summary>What stands in backquotes outside of code blocks.</summary>
    public IEnumerable<string> Spans => _lines.Where(line => !IsCode(line)).SelectMany(line => Span().Matches(line)).Select(span => span.Groups[1].Value);

    /// <summary>The command lines of this program in the code blocks, without its name.</summary>
    public IEnumerable<string> Commands => Code.Select(line => Command().Match(line)).Where(match => match.Success).Select(match => match.Groups["arguments"].Value.Trim());

    /// <summary>Each rehearsal, and the lines below it that it is said to print.</summary>
    public IEnumerable<(string Command, string[] Printed)> Rehearsals
    {
        get
        {
            var code = Code.ToArray();
            return Enumerable.Range(0, code.Length).Where(i => Command().IsMatch(code[i]) && code[i].EndsWith(" --dry-run", StringComparison.Ordinal))
                .Select(i => (Command().Match(code[i]).Groups["arguments"].Value, code[(i + 1)..].TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()).ToArray()));
        }
    }

    /// <summary>GitHub's names of the headings.</summary>
    public IEnumerable<string> Anchors => _lines.Where(line => line.StartsWith('#'))
        .Select(line => string.Concat(line.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-')).Replace(' ', '-'));

    public IEnumerable<string> Links => Link().Matches(Text).Select(link => link.Groups[1].Value).Where(link => !link.StartsWith("http", StringComparison.Ordinal));

    /// <summary>The rows of the tables below a heading, without their head, a string a cell.</summary>
    public IEnumerable<string[]> Rows(string heading) => _lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
        .SkipWhile(cells => !cells[0].StartsWith("---", StringComparison.Ordinal)).Skip(1);

    private static bool IsCode(string line) => line.StartsWith("    ", StringComparison.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex("""^(reasonator |(?=ops )|.*\./Reasonator )(?<arguments>[^"|>#]+)""")]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
