using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Tracing;

/// <summary>How the tests ask for stored scores.</summary>
internal static class ScoreRequests
{
    public static async Task<JsonElement> PageAsync(this HttpClient client, string query, CancellationToken stop)
    {
        using var answer = await client.GetAsync($"/v1/scores?{query}", stop);
        var body = await answer.JsonAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.GetRawText());
        return body;
    }

    /// <summary>The scores of one page.</summary>
    public static async Task<List<JsonElement>> ScoresAsync(this HttpClient client, string query, CancellationToken stop) =>
        [.. (await client.PageAsync(query, stop)).GetProperty("scores").EnumerateArray()];

    /// <summary>The ids of all pages of a limit.</summary>
    public static async Task<List<string>> PagedIdsAsync(this HttpClient client, int limit, string filter, CancellationToken stop)
    {
        var ids = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await client.PageAsync($"limit={limit}{filter}{after}", stop);
            ids.AddRange(page.GetProperty("scores").EnumerateArray().Select(score => score.Word("id")));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        return ids;
    }

    public static string Word(this JsonElement of, string name) => of.GetProperty(name).GetString()!;

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
