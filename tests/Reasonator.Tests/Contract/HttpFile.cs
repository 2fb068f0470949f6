using System.Text;
using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Contract;

/// <summary>The requests of <c>reasonator.http</c>, in order.</summary>
internal static partial class HttpFile
{
    // What an answer gives to the requests behind it, as editors read it.
    private const string BatchId = "{{batch.response.body.$.id}}";

    /// <summary>Each request: its title, and how to make it with the id of the batch that was submitted.</summary>
    public static IReadOnlyList<(string Title, Func<string, HttpRequestMessage> Make)> Requests()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "reasonator.http")).ReplaceLineEndings("\n");
        foreach (var (name, value) in Variable().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
        {
            text = text.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        }

        return [.. text.Split("\n### ").Skip(1).Select(block => (block.Split('\n')[0], (Func<string, HttpRequestMessage>)(batch => Parse(Name().Replace(block, "").Replace(BatchId, batch, StringComparison.Ordinal)))))];
    }

    private static HttpRequestMessage Parse(string block)
    {
        var (head, body) = block.TrimEnd().Split("\n\n", 2) is [var first, var second] ? (first, second) : (block.TrimEnd(), null);
        var lines = head.Split('\n');
        var target = lines[1].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(target[0]), new Uri(target[1]).PathAndQuery)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var header in lines.Skip(2).Select(line => line.Split(": ", 2)).Where(header => header[0] != "Content-Type"))
        {
            request.Headers.Add(header[0], header[1]);
        }

        return request;
    }

    [GeneratedRegex("^@(\\w+) = (.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("^# @name .+\n", RegexOptions.Multiline)]
    private static partial Regex Name();
}
