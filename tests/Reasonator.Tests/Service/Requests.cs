using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Reasonator.Tests.Service;

/// <summary>How the tests talk to the service.</summary>
internal static class Requests
{
    /// <summary>Posts texts as a caller does.</summary>
    public static Task<HttpResponseMessage> ScoreAsync(this HttpClient client, string[] texts, int? wait = null, CancellationToken stop = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/score")
        {
            Content = JsonContent.Create(new { items = texts.Select(text => new { text }) }),
        };
        if (wait is not null)
        {
            request.Headers.Add("Prefer", $"wait={wait}");
        }

        return client.SendAsync(request, stop);
    }

    /// <summary>Posts a body as it stands.</summary>
    public static Task<HttpResponseMessage> PostScoreAsync(this HttpClient client, string body, CancellationToken stop = default) =>
        client.PostAsync("/v1/score", new StringContent(body, Encoding.UTF8, "application/json"), stop);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    /// <summary>Asserts the whole shape of an error and returns it.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, string type)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"urn:reasonator:{type}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("instance").GetString()!);
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        return problem;
    }
}
