using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Workflows;

/// <summary>GitHub's issues of one repository, as strict as the real ones and a little stricter.</summary>
internal sealed partial class FakeGitHub : IAsyncDisposable
{
    public const string Token = "canary-token-91c4";
    public const string Repository = "moose/rack";

    private FakeListener _listener = null!;

    public List<FakeIssue> Issues { get; } = [];

    /// <summary>Answers every call with this status.</summary>
    public int? Broken { get; set; }

    /// <summary>What GitHub does with labels where the token may not set them.</summary>
    public bool DropsLabels { get; set; }

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<RecordedCall> Calls => _listener.Calls;

    public IEnumerable<FakeIssue> Digests => Issues.Where(issue => issue.Labels.Contains("rack-digest"));

    public IEnumerable<FakeIssue> Escalations => Issues.Where(issue => issue.Labels.Contains("rack-escalation"));

    public static async Task<FakeGitHub> StartAsync()
    {
        var gitHub = new FakeGitHub();
        gitHub._listener = await FakeListener.StartAsync(gitHub.AnswerAsync);
        gitHub.Address = gitHub._listener.Address;
        return gitHub;
    }

    public FakeIssue Open(string label, string title, bool pullRequest = false)
    {
        var issue = new FakeIssue(Issues.Count + 1, title, "", [label]) { IsPullRequest = pullRequest };
        Issues.Add(issue);
        return issue;
    }

    /// <summary>From now on connections are refused.</summary>
    public Task StopAsync() => _listener.StopAsync();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, RecordedCall call)
    {
        var (status, answer) = Refusal(call) is { } refusal ? (refusal, null) : Answer(call);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync((answer ?? new JsonObject { ["message"] = "refused" }).ToJsonString());
    }

    private int? Refusal(RecordedCall call) => call switch
    {
        _ when Broken is { } status => status,
        _ when call.Headers.GetValueOrDefault("Authorization") != $"Bearer {Token}" => 401,
        _ when string.IsNullOrEmpty(call.Headers.GetValueOrDefault("User-Agent")) => 403,
        _ when call.Headers.GetValueOrDefault("Accept") != "application/vnd.github+json" => 415,
        _ when call.Headers.GetValueOrDefault("X-GitHub-Api-Version") != "2022-11-28" => 400,
        _ when call.Body != "" && call.Headers.GetValueOrDefault("Content-Type") != "application/json" => 415,
        _ when !call.Path.StartsWith($"/repos/{Repository}/issues", StringComparison.Ordinal) => 404,
        _ => null,
    };

    private (int Status, JsonNode? Answer) Answer(RecordedCall call)
    {
        var route = Route().Match(call.Path[$"/repos/{Repository}".Length..]);
        var issue = Issues.Find(i => i.Number.ToString() == route.Groups["number"].Value);
        return (call.Method, route.Groups["number"].Success, route.Groups["comments"].Success) switch
        {
            ("GET", false, false) when route.Success => List(QueryHelpers.ParseQuery(call.Query).ToDictionary(q => q.Key, q => q.Value.ToString())),
            ("POST", false, false) when route.Success => Create(Body(call)),
            ("POST", true, true) when issue is not null => Comment(issue, Body(call)),
            ("PATCH", true, false) when issue is not null => Close(issue, Body(call)),
            _ => (404, null),
        };
    }

    private (int Status, JsonNode? Answer) List(Dictionary<string, string> query)
    {
        string Of(string name, string otherwise) => query.GetValueOrDefault(name, otherwise);
        if (query.Keys.Except(["labels", "state", "sort", "direction", "per_page", "page"]).Any()
            || Of("state", "open") is not ("open" or "closed" or "all") || Of("sort", "created") != "created" || Of("direction", "desc") is not ("asc" or "desc"))
        {
            return (422, null);
        }

        var size = Math.Min(100, int.Parse(Of("per_page", "30")));
        var found = Issues
            .Where(i => Of("labels", "").Split(',', StringSplitOptions.RemoveEmptyEntries).All(i.Labels.Contains))
            .Where(i => Of("state", "open") is var state && (state == "all" || state == i.State))
            .OrderBy(i => Of("direction", "desc") == "asc" ? i.Number : -i.Number);
        return (200, new JsonArray([.. found.Skip(size * (int.Parse(Of("page", "1")) - 1)).Take(size).Select(i => i.ToJson())]));
    }

    private (int Status, JsonNode? Answer) Create(JsonObject? body)
    {
        if (Strange(body, "title", "body", "labels") || Blank(body!["title"]) || body["labels"] is not JsonArray labels || labels.Any(Blank) || TooLong(body["body"]))
        {
            return (422, null);
        }

        var issue = new FakeIssue(Issues.Count + 1, (string)body["title"]!, (string?)body["body"] ?? "", DropsLabels ? [] : [.. labels.Select(l => (string)l!)]);
        Issues.Add(issue);
        return (201, issue.ToJson());
    }

    private static (int Status, JsonNode? Answer) Comment(FakeIssue issue, JsonObject? body)
    {
        if (Strange(body, "body") || Blank(body!["body"]) || TooLong(body["body"]))
        {
            return (422, null);
        }

        issue.Comments.Add((string)body["body"]!);
        return (201, new JsonObject { ["id"] = issue.Comments.Count });
    }

    private static (int Status, JsonNode? Answer) Close(FakeIssue issue, JsonObject? body)
    {
        if (Strange(body, "state", "state_reason") || (string?)body!["state"] is not ("open" or "closed") || (string?)body["state_reason"] is not ("completed" or "not_planned" or "reopened" or null))
        {
            return (422, null);
        }

        issue.State = (string)body["state"]!;
        return (200, issue.ToJson());
    }

    private static JsonObject? Body(RecordedCall call)
    {
        try
        {
            return JsonNode.Parse(call.Body) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static bool Strange(JsonObject? body, params string[] known) => body is null || body.Select(p => p.Key).Except(known).Any();

    private static bool Blank(JsonNode? text) => text is not JsonValue value || !value.TryGetValue<string>(out var words) || string.IsNullOrWhiteSpace(words);

    private static bool TooLong(JsonNode? text) => ((string?)text)?.Length > 65_536;

    [GeneratedRegex("^/issues(/(?<number>[0-9]+)(?<comments>/comments)?)?$")]
    private static partial Regex Route();
}
