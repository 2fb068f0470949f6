using System.Text.Json.Nodes;

namespace Reasonator.Tests.Workflows;

/// <summary>An issue, or a pull request, which GitHub's lists call an issue too.</summary>
internal sealed record FakeIssue(int Number, string Title, string Body, string[] Labels)
{
    public string State { get; set; } = "open";

    public bool IsPullRequest { get; init; }

    public List<string> Comments { get; } = [];

    /// <summary>Everything that was written into it.</summary>
    public string Text => string.Join('\n', [Body, .. Comments]);

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["number"] = Number,
            ["title"] = Title,
            ["state"] = State,
            ["labels"] = new JsonArray([.. Labels.Select(label => new JsonObject { ["name"] = label })]),
        };
        if (IsPullRequest)
        {
            json["pull_request"] = new JsonObject();
        }

        return json;
    }
}
